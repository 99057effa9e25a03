/**
 * The Docker Engine API. {@link naru.api.ApiServer} serves resources, {@link
 * naru.api.DockerResources} lists those of Docker; they are in {@code containers}, {@code images},
 * {@code networks}, {@code volumes} and {@code system}. Below them are {@code resource}, {@code
 * wire}, {@code json} and {@code http}.
 */
@NullMarked
package naru.api;

import org.jspecify.annotations.NullMarked;
