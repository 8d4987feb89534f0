namespace EdgeKd.Release;

/// <summary>Signs with ECDSA on P-256 and SHA-256, wherever the private key lies.</summary>
public interface ISigner
{
    /// <summary>The key that its signatures are checked with.</summary>
    PublicKey PublicKey { get; }

    /// <summary>Signs a message.</summary>
    /// <param name="message">The message; its SHA-256 is signed.</param>
    /// <returns>The signature in DER, with the smaller s.</returns>
    /// <exception cref="IOException">The key cannot be reached.</exception>
    /// <exception cref="InvalidDataException">What answered is no signature of <see cref="PublicKey"/>.</exception>
    byte[] Sign(ReadOnlySpan<byte> message);
}
