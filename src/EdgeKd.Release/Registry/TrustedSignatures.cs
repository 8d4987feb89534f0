namespace EdgeKd.Release;

/// <summary>Takes bundles that a trusted key signed and whose verdict follows from their own data.</summary>
/// <param name="trust">The keys.</param>
/// <param name="today">The day on which the key has to be valid.</param>
public sealed class TrustedSignatures(TrustedKeys trust, DateOnly today) : IReleaseAuthenticity
{
    /// <inheritdoc/>
    public void Require(BundleReader bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        // Of the opened file itself: the path may name another one a moment later.
        BundleSignature.Require(bundle, trust, today);
        BundleVerification.Verify(bundle.Path, trust, today);
    }
}
