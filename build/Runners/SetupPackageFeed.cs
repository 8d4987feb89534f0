namespace EdgeKd.Build.Runners;

/// <summary>Asks the package feed once whether it has the packages of the <c>nuget</c> mode, and remembers the answer.</summary>
internal static class SetupPackageFeed
{
    /// <summary>The environment variable (and MSBuild property) by which a person chooses the mode.</summary>
    public const string ModeVariable = "EdgeKdPackages";

    /// <summary>NuGet's codes for: no such package, no such version, no stable version.</summary>
    private static readonly string[] MissingCodes = ["NU1101", "NU1102", "NU1103"];

    /// <summary>The mode chosen by hand, remembered, or found by asking the feed.</summary>
    public static PackageMode ChooseMode(BuildContext context)
    {
        var chosen = Environment.GetEnvironmentVariable(ModeVariable);
        if (chosen is not (null or "" or "auto"))
            return Parse(chosen, $"the environment variable {ModeVariable}");
        if (File.Exists(context.PackagesProps))
            return File.ReadAllText(context.PackagesProps).Contains(">nuget<", StringComparison.Ordinal) ? PackageMode.NuGet : PackageMode.System;
        return Ask(context);
    }

    internal static PackageMode Parse(string value, string where) => value switch
    {
        "nuget" => PackageMode.NuGet,
        "system" => PackageMode.System,
        _ => throw BuildFailure.With(1, $"{where} is '{value}': set it to auto, nuget or system."),
    };

    private static PackageMode Ask(BuildContext context)
    {
        WriteProbe(context);
        var (exitCode, output) = ChildProcess.Capture(ChildProcess.DotNet, ["restore", "--nologo", "--verbosity", "minimal"], context.FeedProbeFolder);
        Directory.Delete(context.FeedProbeFolder, recursive: true);
        if (exitCode == 0)
            return Remember(context, PackageMode.NuGet, "the feed has TorchSharp, ONNX Runtime and Cake.Frosting");
        if (MissingCodes.Any(code => output.Contains(code, StringComparison.Ordinal)))
            return Remember(context, PackageMode.System, "the feed lacks TorchSharp, ONNX Runtime or Cake.Frosting");
        context.Warn("The package feed did not answer; building in mode `system`, and asking again at the next Setup.");
        return PackageMode.System;
    }

    private static PackageMode Remember(BuildContext context, PackageMode mode, string why)
    {
        var name = mode == PackageMode.NuGet ? "nuget" : "system";
        File.WriteAllText(context.PackagesProps,
            $"<Project>\n  <PropertyGroup>\n    <EdgeKdPackages>{name}</EdgeKdPackages>\n  </PropertyGroup>\n</Project>\n");
        context.Say($"Packages: mode `{name}`, for {why} (remembered in {context.Relative(context.PackagesProps)}).");
        return mode;
    }

    /// <summary>A project that only downloads; files of its own keep the repository's props away from it.</summary>
    private static void WriteProbe(BuildContext context)
    {
        Directory.CreateDirectory(context.FeedProbeFolder);
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(Path.Combine(context.FeedProbeFolder, name), "<Project />\n");
        File.WriteAllText(Path.Combine(context.FeedProbeFolder, "probe.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="Cake.Frosting" Version="[7.0.0]" />
                <PackageDownload Include="TorchSharp" Version="[0.107.0]" />
                <PackageDownload Include="Microsoft.ML.OnnxRuntime" Version="[1.29.0]" />
              </ItemGroup>
            </Project>

            """);
    }
}
