/**
 * Black-box tests: real clients against a real daemon in a lab. {@code lab} is what all of them
 * use; each other package tests one side of the product.
 */
@NullMarked
package naru.acceptance;

import org.jspecify.annotations.NullMarked;
