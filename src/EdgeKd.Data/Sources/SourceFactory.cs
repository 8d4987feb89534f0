using EdgeKd.Data.Cifar;
using EdgeKd.Data.Fetching;
using EdgeKd.Data.Folders;
using EdgeKd.Data.Manifests;
using EdgeKd.Data.Shapes;

namespace EdgeKd.Data.Sources;

/// <summary>Opens the source that the options name.</summary>
internal static class SourceFactory
{
    public static IImageSource Open(DataOptions o, IProgress<PreparationProgress>? progress, CancellationToken ct) => o.Kind switch
    {
        "shapes" => new ShapesSource(o),
        "image-folder" => new ImageFolderSource(o),
        "manifest" => new ManifestSource(o),
        "cifar10" => new CifarSource(CifarFormat.Cifar10, Locate(o, progress, ct), o),
        "cifar100" => new CifarSource(CifarFormat.Cifar100, Locate(o, progress, ct), o),
        _ => throw new ArgumentException($"data kind '{o.Kind}' is not known; use one of {string.Join(", ", DataOptions.Kinds)}"),
    };

    /// <summary>The folder or archive to read, fetched and checked.</summary>
    private static string Locate(DataOptions o, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        var path = o.Path!;
        if (Directory.Exists(path)) return path;
        if (o.Url is not null)
        {
            using var handler = new SocketsHttpHandler();
            new ArchiveFetch(handler).Fetch(new Uri(o.Url), path, o.Sha256!, progress, ct);
        }
        else if (o.Sha256 is not null && File.Exists(path))
        {
            ArchiveFetch.Check(path, o.Sha256, $"{path} has another SHA-256 than the recipe says");
        }
        return path;
    }
}
