using System.Globalization;
using EdgeKd.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Teachers;

[TestFixture]
public class TeacherInputTests
{
    private static readonly Normalization Student = Normalization.Cifar10;

    [TestCase(1, false)]
    [TestCase(1, true)]
    [TestCase(255, false)]
    [TestCase(255, true)]
    public void TheTeacherSeesThePixelsNormalisedForIt(double scale, bool bgr)
    {
        using var scope = NewDisposeScope();
        double[] mean = [0.485 * scale, 0.456 * scale, 0.406 * scale], std = [0.229 * scale, 0.224 * scale, 0.225 * scale];
        var pixels = Pixels(5, 7);
        var input = Input(5, 7) with { Scale = scale, Mean = mean, StandardDeviation = std, Bgr = bgr };

        var seen = input.Apply(Normalised(pixels, Student.Mean, Student.StandardDeviation));

        var wanted = ((pixels * scale) - Column(mean)) / Column(std);
        TensorAssert.Close(seen, bgr ? wanted.index_select(1, tensor(new long[] { 2, 1, 0 })) : wanted, 1e-5);
    }

    [Test]
    public void WhatTheStudentSeesIsGivenAsItIs()
    {
        using var scope = NewDisposeScope();
        var images = Normalised(Pixels(4, 4), Student.Mean, Student.StandardDeviation);

        TensorAssert.Close(Input(4, 4).Apply(images), images.to(ScalarType.Float64), 1e-6);
    }

    // Larger, smaller, both ways at once, by a whole factor and by none.
    [Test]
    public void SizesAreThoseOfTorchsAntialiasedBilinearResize()
    {
        (int Height, int Width)[] sizes = [(12, 14), (24, 21), (5, 3), (6, 7), (4, 20), (1, 1), (12, 9)];
        const string script = """
            import sys, torch
            x = torch.arange(2 * 3 * 12 * 14, dtype=torch.float64).mul(0.37).sin().reshape(2, 3, 12, 14).float()
            for size in sys.argv[1:]:
                h, w = map(int, size.split('x'))
                y = torch.nn.functional.interpolate(x, (h, w), mode='bilinear', antialias=True)
                print(' '.join(repr(v) for v in y.flatten().tolist()))
            """;
        var lines = PythonPeer.Run(script, [.. sizes.Select(size => $"{size.Height}x{size.Width}")]).Trim().Split('\n');
        using var scope = NewDisposeScope();
        var images = (arange(2 * 3 * 12 * 14, dtype: ScalarType.Float64) * 0.37).sin().reshape(2, 3, 12, 14).to(ScalarType.Float32);

        foreach (var ((height, width), line) in sizes.Zip(lines))
        {
            var expected = tensor(line.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray(), [2, 3, height, width]);
            TensorAssert.Close(AntialiasedBilinear.Resize(images, height, width), expected, 2e-6, $"{height}×{width}");
        }
    }

    private static TeacherInput Input(int height, int width) => new()
    {
        Student = Student,
        Mean = [.. Student.Mean.Select(v => (double)v)],
        StandardDeviation = [.. Student.StandardDeviation.Select(v => (double)v)],
        Height = height,
        Width = width,
    };

    private static Tensor Pixels(int height, int width) =>
        arange(2 * 3 * height * width, dtype: ScalarType.Float64).reshape(2, 3, height, width) / (6.0 * height * width);

    private static Tensor Normalised(Tensor pixels, float[] mean, float[] std) =>
        ((pixels - Column(mean.Select(v => (double)v))) / Column(std.Select(v => (double)v))).to(ScalarType.Float32);

    private static Tensor Column(IEnumerable<double> values) => tensor(values.ToArray(), [1, 3, 1, 1]);
}
