// SPDX-FileCopyrightText: The Tailrace Authors
// SPDX-License-Identifier: Apache-2.0

package io.tailrace.net;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Private keys in the forms that tools write. Java reads PKCS #8 only; the others are wrapped. */
final class PrivateKeys {

  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");

  /** AlgorithmIdentifier rsaEncryption, NULL (RFC 8017 appendix A.1). */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** OBJECT IDENTIFIER id-ecPublicKey (RFC 5480 section 2.1.1). */
  private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;

  /** {@code [0] EXPLICIT}: the curve in an ECPrivateKey (RFC 5915 section 3). */
  private static final int EC_PARAMETERS = 0xA0;

  private PrivateKeys() {}

  static PrivateKey ofPkcs8(String key, byte[] der) {
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException _) {
        // a key of another algorithm
      }
    }
    throw new IllegalArgumentException(key + ": not a private key (expected: RSA, EC or EdDSA)");
  }

  static byte[] pkcs1ToPkcs8(byte[] pkcs1) {
    return der(SEQUENCE, VERSION_0, RSA, der(OCTET_STRING, pkcs1));
  }

  static byte[] sec1ToPkcs8(String key, byte[] sec1) {
    byte[] curve = curve(sec1);
    if (curve == null) {
      throw new IllegalArgumentException(
          key
              + ": an EC key that does not name its curve (expected: PKCS #8; convert with openssl"
              + " pkcs8 -topk8 -nocrypt)");
    }
    return der(SEQUENCE, VERSION_0, der(SEQUENCE, EC_PUBLIC_KEY, curve), der(OCTET_STRING, sec1));
  }

  /** The curve's OBJECT IDENTIFIER; null if there is none or the structure is broken. */
  private static byte @Nullable [] curve(byte[] sec1) {
    int[] outer = header(sec1, 0, sec1.length);
    if (outer == null || sec1[0] != SEQUENCE) {
      return null;
    }
    int end = outer[1];
    for (int at = outer[0]; at < end; ) {
      int[] field = header(sec1, at, end);
      if (field == null) {
        return null;
      }
      if ((sec1[at] & 0xFF) == EC_PARAMETERS) {
        int[] name = header(sec1, field[0], field[1]);
        return name == null || sec1[field[0]] != OBJECT_IDENTIFIER
            ? null
            : Arrays.copyOfRange(sec1, field[0], name[1]);
      }
      at = field[1];
    }
    return null;
  }

  /** Begin and end of the value of the DER element at {@code at}; null if it runs past the end. */
  private static int @Nullable [] header(byte[] der, int at, int end) {
    if (at + 2 > end) {
      return null;
    }
    int length = der[at + 1] & 0xFF;
    int begin = at + 2;
    if (length > 0x7F) {
      int count = length & 0x7F;
      if (count < 1 || count > 2 || begin + count > end) {
        return null;
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | der[begin++] & 0xFF;
      }
    }
    return length > end - begin ? null : new int[] {begin, begin + length};
  }

  private static byte[] der(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    var out = new ByteArrayOutputStream(length + 5);
    out.write(tag);
    if (length > 0xFFFF) {
      out.write(0x83);
      out.write(length >> 16);
    } else if (length > 0xFF) {
      out.write(0x82);
    } else if (length > 0x7F) {
      out.write(0x81);
    }
    if (length > 0xFF) {
      out.write(length >> 8);
    }
    out.write(length);
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Whether a key is that of a certificate: signs something and looks whether it verifies. */
  static boolean belongTogether(PrivateKey key, PublicKey certified) {
    byte[] sample = new byte[32];
    new SecureRandom().nextBytes(sample);
    try {
      Signature signer = signature(key.getAlgorithm());
      signer.initSign(key);
      signer.update(sample);
      byte[] signed = signer.sign();
      Signature verifier = signature(key.getAlgorithm());
      verifier.initVerify(certified);
      verifier.update(sample);
      return verifier.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "RSASSA-PSS" -> {
        var pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield pss;
      }
      default -> Signature.getInstance("EdDSA");
    };
  }
}
