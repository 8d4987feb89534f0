using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeKd.Data.Cifar;
using EdgeKd.Data.Folders;
using EdgeKd.Data.Shapes;
using EdgeKd.Data.Shards;

namespace EdgeKd.Data.Sources;

/// <summary>What a data set's bytes depend on, as a digest.</summary>
internal static class SourceFingerprint
{
    // Raised when the same source would be packed to other bytes.
    private const int PackingVersion = 1;

    // Raised when pictures of another size would be resized to other bytes; 1 was OpenCV's area averaging, which had no entry.
    private const int ResamplingVersion = 2;

    public static string Compute(DataOptions o)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"packing {PackingVersion}, {o.Kind}, image {o.ResolvedImageSize}, stored {o.ResolvedStoredSize}, validation {o.ValidationFraction:R}, seed {o.Seed}");
        switch (o.Kind)
        {
            case "shapes":
                Add($"generator {ShapeNuisance.Version}, train {o.TrainCount}, test {o.TestCount}");
                break;
            case "image-folder":
                Add($"test {o.TestFraction:R}, damaged {o.OnDamaged}");
                AddFolder(ImageFolderSource.FindRoot(o.Path!));
                break;
            case "shards":
                Add($"test {o.TestFraction:R}, damaged {o.OnDamaged}");
                AddShards();
                break;
            default:
                AddArchiveOrFolder(o);
                break;
        }
        if (IsResized()) Add($"resampling {ResamplingVersion}, {o.Interpolation}");
        if (o.Keep != "decoded") Add($"kept {o.Keep}");
        if (o.Mixed && o.Kind != "shards") Add($"mixed");
        if (o.TrainFraction < 1) Add($"labelled {o.TrainFraction:R}");
        if (o.Unlabelled.Count > 0) AddUnlabelled();
        return Convert.ToHexStringLower(digest.GetHashAndReset());

        void Add(FormattableString text) => digest.AppendData(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\0"));

        // What already has the stored size stays as it is, whatever the filter.
        bool IsResized() => o.Kind switch
        {
            "image-folder" or "shards" => true,
            "shapes" => o.ResolvedStoredSize != ShapeNuisance.Size,
            _ => o.ResolvedStoredSize != CifarFormat.Size,
        } || o.Unlabelled.Any(name => name != DataOptions.Rest);

        void AddArchiveOrFolder(DataOptions options)
        {
            if (Directory.Exists(options.Path)) AddFolder(options.Path);
            else if (options.Sha256 is not null) Add($"archive {options.Sha256.ToLowerInvariant()}");
            else if (File.Exists(options.Path)) AddFile("archive", new FileInfo(options.Path));
            else throw new InvalidDataException($"{options.Path} does not exist; give the folder of the binary files, the .tar.gz archive, or an address to fetch it from");
        }

        void AddShards()
        {
            if (o.Url is not null)
            {
                Add($"index {o.Sha256!.ToLowerInvariant()}");
                return;
            }
            var listing = ShardListing.Read(o.Path!);
            foreach (var name in listing.All) AddFile(name, new FileInfo(Path.Combine(listing.Folder, name)));
            foreach (var name in listing.ClassNames ?? []) Add($"class {name}");
        }

        void AddFolder(string folder)
        {
            var files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
            Array.Sort(files, (a, b) => string.CompareOrdinal(a.FullName, b.FullName));
            foreach (var file in files) AddFile(Path.GetRelativePath(folder, file.FullName), file);
        }

        // A file of the data's own folder may be left out as one of another part, and its copy elsewhere not: so its place counts.
        void AddUnlabelled()
        {
            var realPaths = new RealPaths();
            var root = o.Kind == "image-folder" ? realPaths.Of(ImageFolderSource.FindRoot(o.Path!)) : null;
            Add($"unlabelled, rest {o.Unlabelled.Contains(DataOptions.Rest)}, damaged {o.OnDamaged}");
            foreach (var file in UnlabelledFolders.List(o, realPaths))
            {
                var place = root is not null && RealPaths.IsInside(file.Path, root) ? Path.GetRelativePath(root, file.Path) : "";
                AddFile($"{file.Name}\0{place}", new FileInfo(file.Path));
            }
        }

        void AddFile(string name, FileInfo file) => Add($"{name}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}");
    }
}
