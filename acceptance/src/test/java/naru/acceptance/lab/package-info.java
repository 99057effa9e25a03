/** The lab that tests run in, the clients and tools that they run there, and waits. */
@NullMarked
package naru.acceptance.lab;

import org.jspecify.annotations.NullMarked;
