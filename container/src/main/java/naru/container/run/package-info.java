/**
 * The life of a container: {@code Lifecycle} moves it from state to state, {@code Starter} starts
 * it, {@code Stopper} ends it, {@code ExitHandler} tears it down, {@code RestartScheduler} applies
 * restart policies, and {@code Recovery} takes up what an earlier daemon left.
 */
@NullMarked
package naru.container.run;

import org.jspecify.annotations.NullMarked;
