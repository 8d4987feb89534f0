namespace EdgeKd.Data.Manifests;

/// <summary>The columns of a manifest, in the order of <see cref="ManifestRow"/>.</summary>
internal enum ManifestColumn
{
    /// <summary>The image's path below one of the roots.</summary>
    Path,

    /// <summary>Its class, before the label map.</summary>
    Label,

    /// <summary>What must not stand in two parts: a camera, a person; empty: the image is a group of its own.</summary>
    Group,

    /// <summary>The part it belongs to; empty: it is split.</summary>
    Part,
}
