namespace EdgeKd.Release;

/// <summary>The signature of a release: the contents of <c>model.sig</c>, a Sigstore bundle of OpenSSF Model Signing v1.0 with the method
/// <c>key</c>.</summary>
/// <remarks>Sources: ossf/model-signing-spec 1.0, sections 4, 6 and 8; sigstore_bundle.proto.</remarks>
internal sealed record ModelSignature
{
    /// <summary>The name of the file in bundles and releases.</summary>
    public const string FileName = "model.sig";

    /// <summary>No signature of at most <see cref="BundleReader.MaxEntries"/> files is larger.</summary>
    public const long MaxSizeBytes = 1 << 20;

    public const string BundleMediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    public required string MediaType { get; init; }

    public required SignatureMaterial VerificationMaterial { get; init; }

    public required SignedEnvelope DsseEnvelope { get; init; }

    /// <summary>Signs the digests of a release's files.</summary>
    /// <param name="name">The release's name.</param>
    /// <param name="files">The SHA-256 of each file by path: all but the signature.</param>
    /// <param name="signer">The key.</param>
    public static ModelSignature Sign(string name, IReadOnlyDictionary<string, string> files, ISigner signer)
    {
        var payload = JsonFile.ToBytes(SignedStatement.Of(name, files, FileName));
        return Of(payload, signer.Sign(PreAuthenticationEncoding.Of(SignedStatement.PayloadType, payload)), signer.PublicKey.Fingerprint);
    }

    /// <summary>Reads a signature, which says nothing yet: see <see cref="Verify"/>.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names <paramref name="name"/>.</exception>
    public static ModelSignature Parse(ReadOnlySpan<byte> json, string name)
    {
        if (json.Length > MaxSizeBytes)
            throw new InvalidDataException($"{name}: {json.Length} bytes are more than the {MaxSizeBytes} that a signature may have.");
        var signature = JsonFile.Parse<ModelSignature>(json, name);
        if (signature.MediaType != BundleMediaType)
            throw new InvalidDataException($"{name}: mediaType is not {BundleMediaType}.");
        if (signature.DsseEnvelope.PayloadType != SignedStatement.PayloadType)
            throw new InvalidDataException($"{name}: dsseEnvelope.payloadType is not {SignedStatement.PayloadType}.");
        return signature.DsseEnvelope.Signatures is [not null]
            ? signature
            : throw new InvalidDataException($"{name}: dsseEnvelope.signatures is not one signature.");
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes() => JsonFile.ToBytes(this);

    /// <summary>Checks the signature and gives what it states.</summary>
    /// <param name="key">The key that it has to be of.</param>
    /// <param name="name">Where the signature lies, for errors.</param>
    /// <exception cref="InvalidDataException">It is of another key, was changed, or states something else than digests of files.</exception>
    public SignedStatement Verify(PublicKey key, string name)
    {
        if (VerificationMaterial.PublicKey.Hint is { } hint && hint != key.Fingerprint)
            throw new InvalidDataException($"{name}: it is signed with another key than {key.Fingerprint[..16]}...; get the public key of whoever released it, from them and not with the bundle.");
        byte[] payload = Decoded(DsseEnvelope.Payload, $"{name}: dsseEnvelope.payload"), signature = Decoded(DsseEnvelope.Signatures[0].Sig, $"{name}: dsseEnvelope.signatures[0].sig");
        return key.Verifies(PreAuthenticationEncoding.Of(SignedStatement.PayloadType, payload), signature)
            ? SignedStatement.Parse(payload, $"{name}: the signed statement")
            : throw new InvalidDataException($"{name}: the signature is not one of {key.Fingerprint[..16]}... on what it says, so one of both was changed; take the bundle from its source again.");
    }

    /// <summary>Requires the one form in which releases are signed here, so that no byte of the file can be another.</summary>
    /// <param name="bytes">The file that this was read from.</param>
    /// <param name="key">The key that it was verified with.</param>
    /// <param name="name">Where the signature lies, for errors.</param>
    /// <exception cref="InvalidDataException">The file says the same in other bytes.</exception>
    public void RequireForm(ReadOnlySpan<byte> bytes, PublicKey key, string name)
    {
        var signature = EcdsaSignatureForm.Of(Convert.FromBase64String(DsseEnvelope.Signatures[0].Sig), key.Curve);
        if (!bytes.SequenceEqual(Of(Convert.FromBase64String(DsseEnvelope.Payload), signature, key.Fingerprint).ToBytes()))
            throw new InvalidDataException($"{name}: the signature is right, but the file was written anew since it was signed; take the bundle from its source again.");
    }

    private static ModelSignature Of(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, string fingerprint) => new()
    {
        MediaType = BundleMediaType,
        VerificationMaterial = new(new(fingerprint), []),
        DsseEnvelope = new(Convert.ToBase64String(payload), SignedStatement.PayloadType, [new(Convert.ToBase64String(signature), "")]),
    };

    private static byte[] Decoded(string base64, string name)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException($"{name} is not Base64.", exception);
        }
    }
}
