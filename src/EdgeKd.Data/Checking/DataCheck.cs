using EdgeKd.Data.Checking;
using EdgeKd.Data.Imaging;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data;

/// <summary>Checks a folder of images before anything is trained on it.</summary>
/// <remarks>
/// Where the loader would stop, the check goes on: every fault becomes a finding. Each file is decoded once, on several threads, and
/// about 400 bytes are kept of it; only files that look alike are read again.
/// </remarks>
public static class DataCheck
{
    /// <summary>Checks a folder.</summary>
    /// <param name="folder">A folder a class, below <c>train</c>, <c>test</c> and perhaps <c>validation</c> or <c>val</c>, or side by side.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how many files were looked at; calls come from several threads, one at a time.</param>
    /// <param name="ct">Stops between files.</param>
    /// <returns>What was found; the same for any number of threads.</returns>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="InvalidDataException">The folder does not exist.</exception>
    /// <exception cref="IOException">The folder cannot be listed, or the native library is not there.</exception>
    public static DataCheckReport Run(string folder, DataCheckOptions options, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        NativeImage.CheckIsThere(); // else every file would be unreadable
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = ct };
        var tree = CheckedFolder.Read(folder);
        var inspected = InspectFiles(tree.Files, new FileInspector(options.MinSide), progress, parallel);

        var pictures = tree.Files.Zip(inspected).Where(file => file.Second.Fingerprint is not null)
            .Select(file => new CheckedPicture(file.First, file.Second.Fingerprint!)).ToArray();
        var counts = pictures.CountBy(picture => picture.File.Class).ToDictionary();
        var groups = DuplicateInspector.Group(pictures);
        return DataCheckReport.Of(tree.Root, [.. tree.Parts.Select(part => Count(tree, part, counts))],
        [
            .. tree.Findings,
            .. ClassInspector.Inspect(tree, counts, options.MaxImbalance),
            .. inspected.SelectMany(file => file.Findings),
            .. DuplicateInspector.Inspect(groups),
            .. NearDuplicateInspector.Inspect(groups, parallel),
        ]);
    }

    private static InspectedFile[] InspectFiles(IReadOnlyList<CheckedFile> files, FileInspector inspector, IProgress<PreparationProgress>? progress, ParallelOptions options)
    {
        var inspected = new InspectedFile[files.Count];
        var reporter = new ProgressReporter(progress, files.Count);
        Parallel.For(0, files.Count, options, i =>
        {
            inspected[i] = inspector.Inspect(files[i]);
            reporter.Add(1, files[i].Class.Part);
        });
        return inspected;
    }

    private static CheckedPart Count(CheckedFolder tree, string part, Dictionary<CheckedClass, int> counts)
    {
        ClassCount[] classes = [.. tree.Classes.Where(c => c.Part == part).Select(c => new ClassCount(c.Name, counts.GetValueOrDefault(c)))];
        return new CheckedPart(part.Length == 0 ? "all" : part, classes.Sum(c => c.ImageCount), classes);
    }
}
