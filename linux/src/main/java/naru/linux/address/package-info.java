/** What all modules need to know of Internet addresses. Start with {@link Family}. */
@NullMarked
package naru.linux.address;

import org.jspecify.annotations.NullMarked;
