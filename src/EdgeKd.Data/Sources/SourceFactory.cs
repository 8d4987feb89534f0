using EdgeKd.Data.Cifar;
using EdgeKd.Data.Encoded;
using EdgeKd.Data.Fetching;
using EdgeKd.Data.Folders;
using EdgeKd.Data.Manifests;
using EdgeKd.Data.Shapes;
using EdgeKd.Data.Shards;

namespace EdgeKd.Data.Sources;

/// <summary>Opens the source that the options name.</summary>
internal static class SourceFactory
{
    public static IImageSource Open(DataOptions o, IProgress<PreparationProgress>? progress, CancellationToken ct) => o.Kind switch
    {
        "shapes" => new ShapesSource(o),
        "image-folder" => new ImageFolderSource(o),
        "manifest" => new ManifestSource(o),
        "shards" => new ShardsSource(o, progress, ct),
        "cifar10" => new CifarSource(CifarFormat.Cifar10, Locate(o, progress, ct), o),
        "cifar100" => new CifarSource(CifarFormat.Cifar100, Locate(o, progress, ct), o),
        _ => throw new ArgumentException($"data kind '{o.Kind}' is not known; use one of {string.Join(", ", DataOptions.Kinds)}"),
    };

    /// <summary>Opens the files that hold the encoded pictures of a source; for one at an address, its index is fetched.</summary>
    /// <exception cref="ArgumentException">The source's pixels are computed, or in no files of pictures.</exception>
    public static IEncodedFiles OpenFiles(DataOptions o, CancellationToken ct) => o.Kind switch
    {
        "image-folder" => new FolderFiles(ImageFolderSource.FindRoot(o.Path!)),
        "manifest" => new RootFolders(ManifestFiles.RootsOf(o)),
        "shards" when o.Url is not null => OpenRemote(o, new Uri(o.Url), ct),
        "shards" => new FolderFiles(ShardListing.FolderOf(o.Path!)),
        _ => throw new ArgumentException($"data keep encoded needs encoded pictures, and kind {o.Kind} has none; keep them decoded"),
    };

    private static RemoteShards OpenRemote(DataOptions o, Uri url, CancellationToken ct)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) };
        try
        {
            var index = Path.Combine(o.Path!, ShardIndex.FileName);
            new ArchiveFetch(handler).Fetch(url, index, o.Sha256!, null, ct, ShardIndex.MaxSizeBytes);
            return new RemoteShards(handler, url, ShardIndex.Read(index).All, o.Path!, (long)o.ShardCacheMb << 20);
        }
        catch
        {
            handler.Dispose();
            throw;
        }
    }

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
