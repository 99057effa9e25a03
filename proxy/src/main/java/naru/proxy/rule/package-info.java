/**
 * Traefik's rule language: which requests a route takes. {@link naru.proxy.rule.RuleParser} reads
 * it, {@link naru.proxy.rule.Rule#matches} evaluates it, {@link naru.proxy.rule.NormalForm} turns
 * it into conditions without parentheses, as HAProxy wants them.
 */
@NullMarked
package naru.proxy.rule;

import org.jspecify.annotations.NullMarked;
