namespace EdgeKd.Release;

/// <summary>Says whether a bundle comes from someone who may release.</summary>
public interface IReleaseAuthenticity
{
    /// <summary>Requires a sound signature by a trusted key over the whole bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <exception cref="InvalidDataException">It is unsigned, or signed by another; one line that says what to do.</exception>
    void Require(BundleReader bundle);
}
