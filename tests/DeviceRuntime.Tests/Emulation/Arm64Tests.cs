using System.Runtime.InteropServices;
using System.Text.Json;

namespace EdgeKd.DeviceRuntime.Tests.Emulation;

/// <summary>The runner for 64-bit ARM, under qemu-user: the same answers as here.</summary>
[TestFixture]
public class Arm64Tests
{
    private static readonly SampleRelease Release = new(images: 60);

    [OneTimeTearDown]
    public static void TearDown() => Release.Dispose();

    [TestCase("cortex-a76", "0xd0b"), TestCase("cortex-a72", "0xd08")]
    public void Answers_are_those_of_x64(string cpu, string part)
    {
        string[] arguments = ["accuracy", Release.Bundle, "--precision", "fp32", "--key", Release.Key, "--data", Release.Data];
        var arm = RunnerProcess.RunEmulated(cpu, [.. arguments, "--logits", Release["arm.bin"]]).Json;
        var x64 = RunnerProcess.Run([.. arguments, "--logits", Release["x64.bin"]]).Json;
        Assert.That(Tops(arm), Is.EqualTo(Tops(x64)));
        Assert.That(arm.GetProperty("runtime").GetProperty("onnxRuntime").GetString(), Is.EqualTo(x64.GetProperty("runtime").GetProperty("onnxRuntime").GetString()));
        float[] theirs = Logits("arm.bin"), ours = Logits("x64.bin");
        Assert.That(theirs.Zip(ours, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-5f));
        var device = arm.GetProperty("device");
        Assert.That((device.GetProperty("arch").GetString(), device.GetProperty("emulated").GetBoolean()), Is.EqualTo(("aarch64", true)));
        Assert.That(device.GetProperty("cpu").GetString(), Is.EqualTo($"ARM implementer 0x41 part {part} (emulated)"));
    }

    /// <summary>Resizing in floating point is where compilers differ.</summary>
    [Test]
    public void Pictures_become_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        var pictures = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures");
        foreach (var (size, shorter, filter) in new[] { (24, 27, Data.Interpolation.Bicubic), (19, 19, Data.Interpolation.Bilinear) })
        {
            var model = folder.Write("identity.onnx", SmallModel.Identity(size, shorter, filter));
            RunnerProcess.RunEmulated("cortex-a76", ["accuracy", model, "--images", pictures, "--logits", folder["arm.bin"], "--out", folder["arm.json"]]);
            RunnerProcess.Run("accuracy", model, "--images", pictures, "--logits", folder["x64.bin"], "--out", folder["x64.json"]);
            Assert.That(File.ReadAllBytes(folder["arm.bin"]), Is.Not.Empty.And.EqualTo(File.ReadAllBytes(folder["x64.bin"])));
        }
    }

    [Test]
    public void Releases_are_verified_and_tested_there()
    {
        Assert.That(RunnerProcess.RunEmulated("cortex-a76", ["selftest", Release.Bundle, "--key", Release.Key]).ExitCode, Is.Zero);
        RunnerProcess.RunEmulated("cortex-a76", ["selftest", Release.Write("1.0.0", "wrong.zip", golden: Release.GoldenJson(off: 0.25f))]).Require(3, "golden image 3");
        RunnerProcess.RunEmulated("cortex-a76", ["accuracy", Release.Write("1.0.0", "unsigned.zip", isSigned: false), "--key", Release.Key, "--data", Release.Data]).Require(3, "it is unsigned");
    }

    /// <summary>The count is the same each time, and the cost of an inference does not depend on how many there are.</summary>
    [Test]
    public void Instructions_of_an_inference_are_counted_exactly()
    {
        var (first, all) = Count(20);
        var (again, _) = Count(20);
        var (more, allOfMore) = Count(60);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(first / 20.0, Is.EqualTo(more / 60.0).Within(5).Percent);
        Assert.That(all, Is.GreaterThan(2 * first), "loading the model is not in the marked part");
        // From the difference of the two runs as a whole: the same cost, without the marks.
        Assert.That((allOfMore - all) / 40.0, Is.EqualTo(more / 60.0).Within(5).Percent);
    }

    private static (long Marked, long All) Count(int runs)
    {
        var counted = Release[$"instructions-{runs}.json"];
        var outcome = RunnerProcess.RunEmulated("cortex-a76",
            ["latency", Release.Model, "--data", Release.Data, "--min-runs", $"{runs}", "--min-seconds", "0", "--warm-up", "3", "--repetition-pairs", "0"],
            $"{Path.Combine(RunnerProcess.Folder, "qemu-plugin", "libedgekd_instructions.so")},out={counted}");
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        var json = JsonDocument.Parse(File.ReadAllBytes(counted)).RootElement;
        Assert.That(json.GetProperty("runs").GetInt32(), Is.EqualTo(runs));
        return (json.GetProperty("marked").GetInt64(), json.GetProperty("instructions").GetInt64());
    }

    private static int[][] Tops(JsonElement result) =>
        [.. result.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("top").EnumerateArray().Select(k => k.GetInt32()).ToArray())];

    private static float[] Logits(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Release[file])).ToArray();
}
