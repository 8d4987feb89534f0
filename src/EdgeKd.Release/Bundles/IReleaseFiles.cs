namespace EdgeKd.Release;

/// <summary>The files of one release, wherever they lie: in a bundle or among the releases of a model.</summary>
public interface IReleaseFiles
{
    /// <summary>Where they lie, for messages.</summary>
    string Where { get; }

    /// <summary>What there is.</summary>
    BundleManifest Manifest { get; }

    /// <summary>The contents of one file, checked by its digest.</summary>
    /// <param name="path">Its path in the bundle.</param>
    /// <exception cref="InvalidDataException">There is no such file, or it is damaged; the message says what to do.</exception>
    byte[] Read(string path);
}
