/**
 * Compares the desired state with the kernel and repairs differences: {@link
 * naru.network.reconcile.Watcher} receives the kernel's notifications, {@link
 * naru.network.reconcile.RepairQueue} judges what they concern, and {@link
 * naru.network.reconcile.HostReconciler} repairs it.
 */
@NullMarked
package naru.network.reconcile;

import org.jspecify.annotations.NullMarked;
