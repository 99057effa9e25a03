package naru.linux.nft;

/** A part of a rule: a match or something to do. Made by {@link Nft} and {@link Selector}. */
public sealed interface Statement permits Verdict, Match, Action {}
