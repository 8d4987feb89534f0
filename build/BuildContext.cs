using Cake.Common;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;

namespace EdgeKd.Build;

/// <summary>Every path of the build and every argument of its command line.</summary>
public sealed class BuildContext(ICakeContext context) : FrostingContext(context)
{
    /// <summary>Release everywhere: Debug trains no faster and is what nobody ships.</summary>
    public const string Flavour = "Release";

    /// <summary>The recipe that Ship takes when none is named.</summary>
    public const string DefaultRecipe = "models/mobilenetv2-shapes/recipe.yaml";

    /// <summary>The repository's root: `dotnet cake` runs there.</summary>
    public string Root => Environment.WorkingDirectory.FullPath;

    /// <summary>Where all that is made goes.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>What Setup remembers.</summary>
    public string SetupFolder => Path.Combine(Artifacts, "setup");

    /// <summary>The properties that say where the packages come from.</summary>
    public string PackagesProps => Path.Combine(SetupFolder, "packages.props");

    /// <summary>A throw-away project that asks the package feed.</summary>
    public string FeedProbeFolder => Path.Combine(SetupFolder, "probe");

    /// <summary>The native libraries.</summary>
    public string NativeFolder => Path.Combine(Artifacts, "native");

    /// <summary>What runs on devices: a folder a platform.</summary>
    public string RunnerFolder => Path.Combine(NativeFolder, "runner");

    /// <summary>The libraries and headers that the runner is cross-compiled against.</summary>
    public string Arm64Sysroot => Path.Combine(NativeFolder, "sysroot-arm64");

    /// <summary>The sources of what runs on devices.</summary>
    public string DeviceRuntimeFolder => Path.Combine(Root, "device-runtime");

    /// <summary>The C headers of ONNX Runtime.</summary>
    public string OnnxRuntimeHeaders => Path.Combine(NodeModules, "com.github.asus4.onnxruntime", "Plugins", "iOS~", "onnxruntime.xcframework",
        "ios-arm64", "onnxruntime.framework", "Headers");

    /// <summary>ONNX Runtime's library for Linux on an architecture, `x64` or `arm64`.</summary>
    public string OnnxRuntimeLibrary(string architecture) =>
        Path.Combine(NodeModules, "onnxruntime-node", "bin", "napi-v6", "linux", architecture, "libonnxruntime.so.1");

    /// <summary>The published command line.</summary>
    public string BinFolder => Path.Combine(Artifacts, "bin");

    /// <summary>The executable `edgekd`.</summary>
    public string EdgeKd => Path.Combine(BinFolder, "edgekd");

    /// <summary>What is packed for other machines.</summary>
    public string PublishFolder => Path.Combine(Artifacts, "publish");

    /// <summary>The results of the tests, a file a test project.</summary>
    public string TestResultsFolder => Path.Combine(Artifacts, "tests");

    /// <summary>The libraries.</summary>
    public string SourceFolder => Path.Combine(Root, "src");

    /// <summary>The test projects.</summary>
    public string TestsFolder => Path.Combine(Root, "tests");

    /// <summary>The whole solution.</summary>
    public string Solution => Path.Combine(Root, "EdgeKd.sln");

    /// <summary>The command line's project.</summary>
    public string CliProject => Path.Combine(SourceFolder, "EdgeKd.Cli", "EdgeKd.Cli.csproj");

    /// <summary>The project whose build makes every native library that the mode needs.</summary>
    public string NativeProject => Path.Combine(SourceFolder, "EdgeKd.Data", "EdgeKd.Data.csproj");

    /// <summary>The benchmarks' project.</summary>
    public string BenchmarksProject => Path.Combine(Root, "benchmarks", "EdgeKd.Benchmarks", "EdgeKd.Benchmarks.csproj");

    /// <summary>The npm packages' lock file.</summary>
    public string NpmLock => Path.Combine(Root, "package-lock.json");

    /// <summary>What npm installed.</summary>
    public string NodeModules => Path.Combine(Root, "node_modules");

    /// <summary>The files that shape every .NET build.</summary>
    public IEnumerable<string> SharedBuildFiles =>
        new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json" }
            .Select(name => Path.Combine(Root, name)).Append(PackagesProps);

    /// <summary>`--recipe`: the recipe file of the stages.</summary>
    public string Recipe => this.Argument("recipe", DefaultRecipe);

    /// <summary>The arguments that stages take over from the command line, where given.</summary>
    public IEnumerable<string> StageArguments()
    {
        foreach (var argument in Given("data", "profile", "threads", "device", "trust", "artifacts"))
            yield return argument;
        if (Promote)
            yield return "--promote";
        if (IsSet("json"))
            yield return "--json";
    }

    /// <summary>`--key` and `--sign-command`: who signs the bundle, for the stages that pack it.</summary>
    public IEnumerable<string> SigningArguments() => Given("key", "sign-command");

    /// <summary>`--promote`: a passed release becomes the baseline.</summary>
    public bool Promote => IsSet("promote");

    /// <summary>The Python peers of the benchmarks.</summary>
    public string PeersFolder => Path.Combine(TestsFolder, "peers");

    /// <summary>The ratios of training steps to their peers that a check holds a run against.</summary>
    public string StepBaseline => Path.Combine(Root, "benchmarks", "steps.json");

    /// <summary>The arguments that the benchmarks take over from the command line, where given.</summary>
    public IEnumerable<string> BenchArguments() => Given("only", "pair", "kind", "rounds", "seconds", "data");

    /// <summary>`--check`: Bench fails where a ratio to a peer got worse.</summary>
    public bool Check => IsSet("check");

    /// <summary>`--all`: Clean removes trained stages too.</summary>
    public bool All => IsSet("all");

    /// <summary>The path of <paramref name="file"/> as a person in the root would type it.</summary>
    public string Relative(string file) => Path.GetRelativePath(Root, file);

    /// <summary>Says one line about what was done.</summary>
    public void Say(string line) => Log.Information("{0}", line);

    /// <summary>Says one line about what is amiss but stops nothing.</summary>
    public void Warn(string line) => Log.Warning("{0}", line);

    private IEnumerable<string> Given(params string[] names) =>
        names.Where(name => Arguments.GetArgument(name) is { Length: > 0 }).Select(name => $"--{name}={Arguments.GetArgument(name)}");

    private bool IsSet(string name) =>
        Arguments.HasArgument(name) && !string.Equals(Arguments.GetArgument(name), "false", StringComparison.OrdinalIgnoreCase);
}
