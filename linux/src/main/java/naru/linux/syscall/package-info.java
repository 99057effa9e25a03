/**
 * The one place where Java meets the kernel. {@link naru.linux.syscall.Syscall} makes any system
 * call, {@link naru.linux.syscall.Linux} has a method for each that is used, named as its man page.
 * Not exported.
 */
@NullMarked
package naru.linux.syscall;

import org.jspecify.annotations.NullMarked;
