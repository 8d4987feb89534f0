using System.Text;

namespace EdgeKd.Edge.Targets.Runner;

/// <summary>The log of one run of a target: command lines, errors and how they ended, one line each. Kept, so that a failure can be
/// looked into. May be written by several threads.</summary>
internal sealed class TargetLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;

    /// <param name="path">The file; one that is there is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TargetLog(string path)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { AutoFlush = true };
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The log of a job.</summary>
    public static TargetLog Of(string target, TargetJob job)
    {
        var mode = job.Mode == TargetMode.Accuracy ? "accuracy" : "latency";
        return new TargetLog(System.IO.Path.Combine(job.LogFolder, $"{target}-{job.Precision ?? "model"}-{mode}.log"));
    }

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        lock (_lock)
            _writer.WriteLine(line);
    }

    public void Dispose() => _writer.Dispose();
}
