namespace EdgeKd.Edge.Targets.Runner;

/// <summary>Where the native runners lie: <c>artifacts/native/runner</c> of the repository around this program, the folder <c>runner</c>
/// beside it, or what EDGEKD_RUNNERS names.</summary>
internal sealed class RunnerInstallation
{
    /// <summary>Names the folder instead.</summary>
    public const string Variable = "EDGEKD_RUNNERS";

    private const string Executable = "edgekd-runner";
    private const string Library = "libonnxruntime.so";

    private RunnerInstallation(string folder) => Folder = folder;

    /// <summary>The folder of all platforms.</summary>
    public string Folder { get; }

    /// <summary>The prefix of an emulated arm64 Linux.</summary>
    public string EmulatedPrefix => Part("qemu-arm64");

    /// <summary>The emulator's plugin that counts executed instructions.</summary>
    public string InstructionPlugin => Part("qemu-plugin", "libedgekd_instructions.so");

    /// <summary>Of a folder.</summary>
    public static RunnerInstallation At(string folder) => new(System.IO.Path.GetFullPath(folder));

    /// <summary>Looks for it.</summary>
    /// <exception cref="InvalidDataException">There is none; one line that says what to do.</exception>
    public static RunnerInstallation Find() => TryFind()
        ?? throw new InvalidDataException($"there is no native runner; build it by ./build.sh --target=Compile, or name its folder by {Variable}");

    /// <summary>Looks for it; null where there is none.</summary>
    public static RunnerInstallation? TryFind()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return At(named);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in new[] { "runner", System.IO.Path.Combine("native", "runner"), System.IO.Path.Combine("artifacts", "native", "runner") })
            {
                var runner = System.IO.Path.Combine(folder.FullName, place);
                if (Directory.Exists(System.IO.Path.Combine(runner, "linux-x64")))
                    return At(runner);
            }
        }

        return null;
    }

    /// <summary>The runner of a platform and the library that it opens.</summary>
    /// <param name="platform">Such as <c>linux-arm64</c>.</param>
    /// <exception cref="InvalidDataException">It was not built; one line that says what to do.</exception>
    public (string Executable, string Library) Of(string platform) => (Part(platform, Executable), Part(platform, Library));

    private string Part(params string[] names)
    {
        var path = System.IO.Path.Combine([Folder, .. names]);
        return File.Exists(path) || Directory.Exists(path)
            ? path
            : throw new InvalidDataException($"{path} is missing; build it by ./build.sh --target=Compile, whose lines say why where it cannot be built");
    }
}
