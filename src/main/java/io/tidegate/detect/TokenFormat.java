package io.tidegate.detect;

import java.util.Optional;

/// How is one kind of token told from other text? By what only it holds, mostly its first symbols, and by what stands
/// before and behind that.
///
/// @param type the credentials, or the private keys
/// @param lead what stands before the literal and belongs to the token
/// @param literal what only tokens of this kind hold
/// @param rest what stands behind it
/// @param proof what must hold besides
record TokenFormat(
        DataType type, String kind, Optional<Layout.Part.Run> lead, String literal, Layout rest, Proof proof) {

    /// What must hold besides the layout. The words say what was verified, for people.
    enum Proof {
        /// The characters look random.
        RANDOM("randomness"),
        /// They look random, and some stretch of ten holds a digit as well as a letter: for literals that also begin
        /// ordinary words.
        MIXED("randomness, a digit and a letter"),
        /// Random, and the last six are the CRC-32 of the others, in base 62, as GitHub and npm do it.
        GITHUB("CRC-32 in base 62"),
        /// GitLab's routable tokens end in the CRC-32 of all before, in base 36, and in the length before that.
        GITLAB("CRC-32 in base 36, where it is routable"),
        /// The last eight are the CRC-32 of the others, hexadecimal, lowest byte first.
        GRAFANA("CRC-32"),
        /// A macaroon of version 2, whose first packet names the registry.
        MACAROON("the form of a macaroon"),
        /// Base64 of a JSON object up to the first underscore.
        JSON("base64 of JSON"),
        /// A double SHA-256 in Base58Check.
        BASE58("Base58Check"),
        /// The checksum of BIP 173.
        BECH32("Bech32");

        private final String words;

        Proof(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
