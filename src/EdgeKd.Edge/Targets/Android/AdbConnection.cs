using System.Text.RegularExpressions;
using EdgeKd.Edge.Targets.Runner;

namespace EdgeKd.Edge.Targets.Android;

/// <summary>The command lines of adb to one device.</summary>
internal sealed partial class AdbConnection
{
    private readonly AndroidOptions _options;

    /// <exception cref="InvalidDataException">The serial number is none.</exception>
    public AdbConnection(AndroidOptions options)
    {
        if (options.Serial is { } serial && !SerialPattern().IsMatch(serial))
            throw new InvalidDataException($"serial '{RunnerResultReader.Printable(serial)}' is no serial number of a device; adb devices lists them");
        _options = options;
    }

    /// <summary>Runs a line in the shell there.</summary>
    public TargetProgram Shell(string line) => Adb("shell", line);

    /// <summary>Copies a file there.</summary>
    public TargetProgram Push(string path, string remotePath) => Adb("push", Path.GetFullPath(path), remotePath);

    /// <summary>Copies a file from there.</summary>
    public TargetProgram Pull(string remotePath, string path) => Adb("pull", remotePath, Path.GetFullPath(path));

    private TargetProgram Adb(params string[] arguments) =>
        new(_options.Adb, [.. _options.Serial is { } serial ? new[] { "-s", serial } : [], .. arguments]);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9.:_-]{0,127}\z")]
    private static partial Regex SerialPattern();
}
