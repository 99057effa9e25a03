/**
 * Checks the requirements of Naru by testing features, not by kernel version numbers. Start with
 * {@link naru.cli.doctor.Doctor}.
 */
@NullMarked
package naru.cli.doctor;

import org.jspecify.annotations.NullMarked;
