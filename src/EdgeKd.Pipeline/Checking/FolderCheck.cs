using System.Globalization;
using EdgeKd.Data;
using EdgeKd.Pipeline.Running;

namespace EdgeKd.Pipeline.Checking;

/// <summary>Checks a folder of images where someone watches.</summary>
public static class FolderCheck
{
    private const string Step = "check";

    /// <summary>Checks a folder.</summary>
    /// <param name="folder">A folder a class, below <c>train</c> and <c>test</c> or side by side.</param>
    /// <param name="options">How.</param>
    /// <param name="observer">Told how many files were looked at.</param>
    /// <param name="ct">Stops between files.</param>
    /// <exception cref="ArgumentException">An option cannot be used.</exception>
    /// <exception cref="InvalidDataException">The folder does not exist.</exception>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    public static DataCheckReport Run(string folder, DataCheckOptions options, IPipelineObserver observer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(observer);
        observer.Started(Step);
        var progress = new Relay<PreparationProgress>(p => observer.Progressed(new StageProgress(
            Step, (double)p.Done / p.Total, string.Create(CultureInfo.InvariantCulture, $"{p.Done:N0} of {p.Total:N0} files"))));
        return DataCheck.Run(folder, options, progress, ct);
    }
}
