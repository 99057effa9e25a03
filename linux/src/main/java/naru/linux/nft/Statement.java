package naru.linux.nft;

/** A part of a rule: a match or an action. Made by {@link Nft} and {@link Selector}. */
public sealed interface Statement permits Verdict, Match, Action {}
