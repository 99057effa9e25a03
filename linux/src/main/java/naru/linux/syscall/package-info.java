/**
 * The only native calls of the program. {@link naru.linux.syscall.Syscall} makes any system call,
 * {@link naru.linux.syscall.Linux} has a method for each used call, named as its man page. Not
 * exported.
 */
@NullMarked
package naru.linux.syscall;

import org.jspecify.annotations.NullMarked;
