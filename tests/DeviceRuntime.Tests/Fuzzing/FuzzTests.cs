using System.Diagnostics;

namespace EdgeKd.DeviceRuntime.Tests.Fuzzing;

/// <summary>The library's readers under AddressSanitizer and UndefinedBehaviorSanitizer, on mutated bundles, data files, pictures and keys. Builds
/// them first, a minute or two: <c>dotnet test tests/DeviceRuntime.Tests --filter TestCategory=Soak</c>.</summary>
[TestFixture, Category("Soak")]
public class FuzzTests
{
    [Test]
    public void Ten_thousand_mutations_are_refused_or_read_and_nothing_else()
    {
        using var release = new SampleRelease(images: 5);
        using var seeds = new TemporaryFolder();
        File.Copy(release.Bundle, seeds["release.zip"]);
        File.Copy(release.Data, seeds["test.ekdimg"]);
        File.Copy(release.Key, seeds["release.pub.pem"]);
        foreach (var picture in Directory.GetFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures")).Where(file => Path.GetExtension(file) is ".jpg" or ".png"))
            File.Copy(picture, seeds[Path.GetFileName(picture)]);

        var build = RepositoryFiles.PathOf("artifacts/native/runner/build/fuzz");
        var headers = RepositoryFiles.PathOf("node_modules/com.github.asus4.onnxruntime/Plugins/iOS~/onnxruntime.xcframework/ios-arm64/onnxruntime.framework/Headers");
        Require("cmake", "-S", RepositoryFiles.PathOf("device-runtime/native"), "-B", build, "-DCMAKE_BUILD_TYPE=Release", "-DEDGEKD_SANITIZE=ON", $"-DONNXRUNTIME_HEADERS={headers}");
        Require("cmake", "--build", build, "--parallel", $"{Environment.ProcessorCount}");
        var output = Require(Path.Combine(build, "edgekd-fuzz"), "--seeds", seeds.Path, "--runs", "10000", "--seed", "1");
        TestContext.Out.WriteLine(output);
        Assert.That(output, Does.Contain("10000 mutations"));
    }

    private static string Require(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output + error.GetAwaiter().GetResult());
        return output;
    }
}
