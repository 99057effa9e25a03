/**
 * What is, held against what should be: hearing of changes that others make, and removing what
 * nobody wants any more. Start with {@link naru.network.reconcile.Watcher}.
 */
@NullMarked
package naru.network.reconcile;

import org.jspecify.annotations.NullMarked;
