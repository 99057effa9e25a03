/**
 * Whether this machine has what Naru needs: found out by trying, never by version numbers of the
 * kernel. Start with {@link naru.cli.doctor.Doctor}.
 */
@NullMarked
package naru.cli.doctor;

import org.jspecify.annotations.NullMarked;
