/** The truth table of bridge networks: which packets reach which address. */
@NullMarked
package naru.acceptance.reach;

import org.jspecify.annotations.NullMarked;
