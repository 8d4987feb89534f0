using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeKd.Data.Cifar;
using EdgeKd.Data.Folders;
using EdgeKd.Data.Manifests;
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

    /// <param name="o">Which data set, and how.</param>
    /// <param name="lockSha256">The digest of what the files are locked to; null: they count by name, size and time of change.</param>
    public static string Compute(DataOptions o, string? lockSha256)
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
                if (lockSha256 is null) AddFolder(ImageFolderSource.FindRoot(o.Path!));
                break;
            case "manifest":
                Add($"test {o.TestFraction:R}, damaged {o.OnDamaged}, by group {o.SplitsByGroup}");
                foreach (var name in o.Classes) Add($"class {name}");
                foreach (var (label, name) in o.Labels.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Add($"label {label}\0{name}");
                if (lockSha256 is null) AddManifest();
                break;
            case "shards":
                Add($"test {o.TestFraction:R}, damaged {o.OnDamaged}");
                AddShards();
                break;
            default:
                AddArchiveOrFolder(o);
                break;
        }
        if (lockSha256 is not null) Add($"lock {lockSha256}");
        if (IsResized()) Add($"resampling {ResamplingVersion}, {o.Interpolation}");
        if (o.Keep != "decoded") Add($"kept {o.Keep}");
        if (o.Mixed && o.Kind != "shards") Add($"mixed");
        if (o.TrainFraction < 1) Add($"labelled {o.TrainFraction:R}");
        if (o.LongTail > 1) Add($"long tail {o.LongTail:R}");
        if (o.Unlabelled.Count > 0) AddUnlabelled();
        return Convert.ToHexStringLower(digest.GetHashAndReset());

        void Add(FormattableString text) => digest.AppendData(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\0"));

        // What already has the stored size stays as it is, whatever the filter.
        bool IsResized() => o.Kind switch
        {
            "image-folder" or "manifest" or "shards" => true,
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

        void AddManifest()
        {
            var table = ManifestFile.Read(o.Path!);
            using (var stream = File.OpenRead(o.Path!)) Add($"manifest {Convert.ToHexStringLower(SHA256.HashData(stream))}");
            var files = new ManifestFiles(table, o);
            for (var entry = 0; entry < table.Count; entry++) AddFile(table.Paths.TextOf(entry), new FileInfo(files.Of(entry)));
        }

        // A file of the data's own folder may be left out as one of another part, and its copy elsewhere not: so its place counts.
        void AddUnlabelled()
        {
            var realPaths = new RealPaths();
            string[] roots = o.HasImageFiles ? [.. UnlabelledFolders.OwnFolders(o).Select(realPaths.Of)] : [];
            Add($"unlabelled, rest {o.Unlabelled.Contains(DataOptions.Rest)}, damaged {o.OnDamaged}");
            foreach (var file in UnlabelledFolders.List(o, realPaths))
            {
                var root = Array.Find(roots, folder => RealPaths.IsInside(file.Path, folder));
                var place = root is null ? "" : Path.GetRelativePath(root, file.Path);
                AddFile($"{file.Name}\0{place}", new FileInfo(file.Path));
            }
        }

        void AddFile(string name, FileInfo file) => Add($"{name}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}");
    }
}
