/**
 * Docker's configuration of a container, checked and turned into what the parts below need:
 * endpoints, ports, limits, health checks, logs, signals. Start at {@code NetworkPlan} and {@code
 * MergedConfig}.
 */
@NullMarked
package naru.container.plan;

import org.jspecify.annotations.NullMarked;
