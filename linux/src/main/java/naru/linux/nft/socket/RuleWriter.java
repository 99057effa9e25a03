package naru.linux.nft.socket;

import naru.linux.netlink.MessageWriter;
import naru.linux.nft.Action;
import naru.linux.nft.Field;
import naru.linux.nft.Match;
import naru.linux.nft.Nft;
import naru.linux.nft.NftBytes;
import naru.linux.nft.NftFamily;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.linux.nft.Selector;
import naru.linux.nft.Statement;
import naru.linux.nft.Verdict;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Translates the statements of one rule into expressions, as nft does: load registers, then compare
 * them.
 */
final class RuleWriter {
    private static final int FIRST = 1; // NFT_REG_1, for a selector's first field
    private static final int REG32_00 = 8; // the same register, counted in 4 bytes

    private static final int META_PROTOCOL = 1; // NFT_META_PROTOCOL
    private static final int META_NFPROTO = 15; // NFT_META_NFPROTO

    private final NftTable table;
    private final Expressions expressions;
    private final Set<Field.Needs> matched = EnumSet.noneOf(Field.Needs.class);

    RuleWriter(NftTable table, MessageWriter list) {
        this.table = table;
        this.expressions = new Expressions(list);
    }

    /** Returns the names of the expressions, in order. */
    List<String> write(NftRule rule) {
        for (Statement statement : rule.statements()) {
            switch (statement) {
                case Verdict verdict -> expressions.verdict(verdict);
                case Match match -> write(match);
                case Action action -> write(action);
            }
        }
        return expressions.names();
    }

    private void write(Match match) {
        switch (match) {
            case Match.Compare(Field field, NftValue value, boolean inverted) -> {
                need(field);
                compare(field, value, inverted ? Expressions.CMP_NEQ : Expressions.CMP_EQ);
                remember(field, value, inverted);
            }
            case Match.AnyBit(Field field, int mask) -> {
                expressions.load(field, FIRST);
                boolean octet = field.type().bytes() == 1;
                expressions.mask(FIRST, octet ? new byte[] {(byte) mask} : NftBytes.u32(mask));
                expressions.cmp(FIRST, Expressions.CMP_NEQ, new byte[octet ? 1 : 4]);
            }
            case Match.Bits(Field field, int mask, int value) -> {
                expressions.load(field, FIRST);
                expressions.mask(FIRST, NftBytes.u32(mask));
                expressions.cmp(FIRST, Expressions.CMP_EQ, NftBytes.u32(value));
            }
            case Match.InSet(var fields, NftSet set, boolean inverted) -> {
                load(fields);
                expressions.lookup(set, FIRST, inverted);
            }
            case Match.VerdictMap(var fields, NftSet map) -> {
                load(fields);
                expressions.lookup(map, FIRST, Expressions.VERDICT_REGISTER);
            }
        }
    }

    private void write(Action action) {
        switch (action) {
            case Action.Counter _ -> expressions.counter();
            case Action.Log(String prefix) -> expressions.log(prefix);
            case Action.NoTrack _ -> expressions.plain("notrack");
            case Action.ClampMss _ -> expressions.clampMss(FIRST);
            case Action.Masquerade _ -> expressions.plain("masq");
            case Action.Reject _ -> reject();
            case Action.SetMark(int mark) -> {
                expressions.immediate(FIRST, NftBytes.u32(mark));
                expressions.setMark(FIRST);
            }
            case Action.SetPort set -> {
                expressions.immediate(FIRST, NftValue.port(set.port()).low());
                expressions.setPort(FIRST, set.destination(), set.protocol() == Nft.UDP);
            }
            case Action.Redirect(int port) -> {
                expressions.immediate(FIRST, NftValue.port(port).low());
                expressions.redirect(FIRST);
            }
            case Action.Nat nat -> nat(nat);
            case Action.NatByMap(boolean destination, Selector.Mapped mapped) -> {
                load(mapped.key().fields());
                expressions.lookup(mapped.map(), FIRST, FIRST);
                natFromRegisters(destination, mapped.map());
            }
        }
    }

    /** For tables with both IPv4 and IPv6, the kernel translates the code. */
    private void reject() {
        switch (table.family()) {
            case IP -> expressions.reject(0, 13); // NFT_REJECT_ICMP_UNREACH, ICMP_PKT_FILTERED
            case IP6 -> expressions.reject(0, 1); // ICMPV6_ADM_PROHIBITED
            default -> expressions.reject(2, 3); // NFT_REJECT_ICMPX_UNREACH, _ADMIN_PROHIBITED
        }
    }

    private void nat(Action.Nat nat) {
        NftType type = NftValue.addressType(nat.address());
        int portRegister = nat.port() == 0 ? 0 : after(FIRST, type);
        expressions.immediate(FIRST, nat.address().getAddress());
        if (portRegister != 0) {
            expressions.immediate(portRegister, NftValue.port(nat.port()).low());
        }
        expressions.nat(nat.destination(), family(type), FIRST, portRegister);
    }

    /** A map to an address stores it in the first registers, followed by a port, if any. */
    private void natFromRegisters(boolean destination, NftSet map) {
        NftType address = map.data().getFirst();
        boolean ports = map.data().size() == 2 && map.data().getLast() == NftType.INET_SERVICE;
        if (map.data().size() != 1 && !ports) {
            throw new IllegalArgumentException(map + " gives no address and port");
        }
        int port = ports ? after(FIRST, address) : 0;
        expressions.nat(destination, family(address), FIRST, port);
    }

    private static int family(NftType address) {
        return switch (address) {
            case IPV4_ADDRESS -> NftFamily.IP.number();
            case IPV6_ADDRESS -> NftFamily.IP6.number();
            default -> throw new IllegalArgumentException("no address: " + address);
        };
    }

    /** A single value, a prefix or a range. */
    private void compare(Field field, NftValue value, int operator) {
        int bits = value.prefixLength();
        if (bits % 8 == 0 && bits > 0 && field instanceof Field.Payload payload) {
            expressions.load(payload, bits / 8, FIRST);
            expressions.cmp(FIRST, operator, Arrays.copyOf(value.low(), bits / 8));
            return;
        }
        expressions.load(field, FIRST);
        if (!value.isRange()) {
            expressions.cmp(FIRST, operator, value.low());
        } else if (bits >= 0) {
            expressions.mask(FIRST, NftBytes.mask(value.low().length, bits));
            expressions.cmp(FIRST, operator, value.low());
        } else {
            expressions.range(FIRST, operator, value.low(), value.high());
        }
    }

    private void load(List<Field> fields) {
        fields.forEach(this::need);
        int register = FIRST;
        for (Field field : fields) {
            expressions.load(field, register);
            register = after(register, field.type());
        }
    }

    /**
     * The register after a value: each counts 4 bytes, and the first is also known as NFT_REG_1.
     */
    private static int after(int register, NftType type) {
        int index = register == FIRST ? REG32_00 : register;
        return index + NftBytes.padded(type.bytes()) / 4;
    }

    /** Matches the protocol of a header field, once per rule. */
    private void need(Field field) {
        if (field instanceof Field.Payload payload && payload.needs() != null) {
            if (!given(payload.needs()) && matched.add(payload.needs())) {
                match(payload.needs());
            }
        }
    }

    /** Whether the table processes no other protocol. */
    private boolean given(Field.Needs needs) {
        return switch (table.family()) {
            case IP -> needs == Field.Needs.IPV4;
            case IP6 -> needs == Field.Needs.IPV6;
            case ARP -> needs == Field.Needs.ARP;
            case INET, BRIDGE, NETDEV -> false;
        };
    }

    private void match(Field.Needs needs) {
        boolean inet = table.family() == NftFamily.INET;
        int key = inet ? META_NFPROTO : META_PROTOCOL;
        expressions.load(new Field.Meta(NftType.MARK, key), FIRST);
        byte[] value = inet ? new byte[] {(byte) nfproto(needs)} : etherType(needs);
        expressions.cmp(FIRST, Expressions.CMP_EQ, value);
    }

    private static int nfproto(Field.Needs needs) {
        return switch (needs) {
            case IPV4 -> NftFamily.IP.number();
            case IPV6 -> NftFamily.IP6.number();
            case ARP -> NftFamily.ARP.number();
        };
    }

    /** ETH_P_*, linux/if_ether.h. */
    private static byte[] etherType(Field.Needs needs) {
        return switch (needs) {
            case IPV4 -> new byte[] {0x08, 0x00};
            case IPV6 -> new byte[] {(byte) 0x86, (byte) 0xdd};
            case ARP -> new byte[] {0x08, 0x06};
        };
    }

    /** An explicit match in the rule need not be repeated. */
    private void remember(Field field, NftValue value, boolean inverted) {
        if (inverted || !(field instanceof Field.Meta meta) || meta.key() != META_NFPROTO) {
            return;
        }
        for (Field.Needs needs : Field.Needs.values()) {
            if (value.low()[0] == nfproto(needs)) {
                matched.add(needs);
            }
        }
    }
}
