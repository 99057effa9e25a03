/**
 * Middlewares as lines of a backend: {@link naru.proxy.haproxy.step.Steps} writes each kind, and
 * collects what it needs besides in {@link naru.proxy.haproxy.step.StepOutput}.
 */
@NullMarked
package naru.proxy.haproxy.step;

import org.jspecify.annotations.NullMarked;
