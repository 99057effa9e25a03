/** The daemon's configuration file, with the keys of Docker's {@code daemon.json}. */
@NullMarked
package naru.cli.config;

import org.jspecify.annotations.NullMarked;
