using EdgeKd.Data;

namespace EdgeKd.Benchmarks;

/// <summary>JPEG files as large as photographs: smooth colours, edges and grain, the same in every run.</summary>
internal static class BenchmarkPhotos
{
    private const int Count = 2000, Waves = 12, Quality = 90;

    /// <summary>Writes <c>train</c> and <c>test</c> with two classes below a folder, unless they are there.</summary>
    public static void Write(string folder)
    {
        if (Directory.Exists(folder)) return;
        var making = folder + ".making";
        foreach (var part in new[] { "train", "test" })
            foreach (var label in new[] { "a", "b" })
                Directory.CreateDirectory(Path.Combine(making, part, label));
        Parallel.For(0, Count, i =>
        {
            var place = Path.Combine(making, i % 50 < 2 ? "test" : "train", i % 2 == 0 ? "a" : "b", $"{i:D4}.jpg");
            File.WriteAllBytes(place, ImageEncoder.Jpeg(Photo(i), Quality));
        });
        Directory.Move(making, folder);
    }

    private static DecodedImage Photo(int number)
    {
        var random = new Random(number);
        int height = 350 + random.Next(-30, 31), width = 400 + random.Next(-30, 31);
        // An amplitude that falls with the frequency, as natural pictures have it.
        var waves = Enumerable.Range(1, Waves).Select(n => (
            X: (random.NextDouble() - 0.5) * n * 0.05, Y: (random.NextDouble() - 0.5) * n * 0.05, Phase: random.NextDouble() * 7, Channel: random.Next(4), Size: 60.0 / n)).ToArray();
        var pixels = new byte[height * width * 3];
        Span<double> sums = stackalloc double[4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                sums.Clear();
                foreach (var wave in waves) sums[wave.Channel] += wave.Size * Math.Sin(wave.X * x + wave.Y * y + wave.Phase);
                var grain = 128 + random.Next(-9, 10) + (sums[3] > 20 ? 40 : 0);
                for (var c = 0; c < 3; c++) pixels[(y * width + x) * 3 + c] = (byte)Math.Clamp(grain + sums[3] + sums[c], 0, 255);
            }
        }
        return new DecodedImage(height, width, pixels);
    }
}
