/** Labels as a tree of {@link naru.proxy.label.node.LabelNode}, and the words in them. */
@NullMarked
package naru.proxy.label.node;

import org.jspecify.annotations.NullMarked;
