/** Black-box tests: real clients against a real daemon in a lab. */
@NullMarked
package naru.acceptance;

import org.jspecify.annotations.NullMarked;
