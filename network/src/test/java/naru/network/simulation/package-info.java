/**
 * Random operations, faults and foreign changes on a kernel in memory. Start with {@link
 * naru.network.simulation.SimulationTest}.
 */
@NullUnmarked
package naru.network.simulation;

import org.jspecify.annotations.NullUnmarked;
