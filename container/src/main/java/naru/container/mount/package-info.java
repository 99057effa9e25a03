/**
 * Mounts of containers: {@code MountPlan} decides what is mounted, {@code RootFileSystems} mounts
 * root file systems, volumes and binds, {@code SharedMemory} mounts {@code /dev/shm}.
 */
@NullMarked
package naru.container.mount;

import org.jspecify.annotations.NullMarked;
