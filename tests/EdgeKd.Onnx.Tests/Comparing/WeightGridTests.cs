namespace EdgeKd.Onnx.Tests.Comparing;

[TestFixture]
public class WeightGridTests
{
    [TestCase(3), TestCase(4), TestCase(5), TestCase(6)]
    public void Weights_rounded_by_channel_are_found_with_their_bits(int bits) =>
        Assert.That(WeightGrid.BitsOf(Rounded(Layer(16, 3, 3, 3), bits, byChannel: true)), Is.EqualTo(bits));

    [TestCase(3), TestCase(4), TestCase(6)]
    public void Weights_rounded_as_a_whole_are_found_too(int bits) =>
        Assert.That(WeightGrid.BitsOf(Rounded(Layer(64, 1, 3, 3), bits, byChannel: false)), Is.EqualTo(bits));

    [TestCase(4), TestCase(5)]
    public void What_was_rounded_again_to_8_bits_is_found_still(int bits) =>
        Assert.That(WeightGrid.BitsOf(Rounded(Rounded(Layer(16, 3, 3, 3), bits, byChannel: true), 8, byChannel: true)), Is.EqualTo(bits));

    [Test]
    public void Weights_of_8_bits_lie_on_no_coarse_grid() =>
        Assert.That(WeightGrid.BitsOf(Rounded(Layer(16, 3, 3, 3), 8, byChannel: true)), Is.Null);

    [Test]
    public void Float_weights_lie_on_none([Values(1, 8, 64)] int channels, [Range(1, 20)] int seed) =>
        Assert.That(WeightGrid.BitsOf(Layer(channels, 8, 3, 3, seed)), Is.Null);

    [Test]
    public void A_channel_that_outweighs_all_others_is_no_grid()
    {
        var layer = Layer(32, 1, 3, 3);
        for (var i = 0; i < 9; i++)
            layer.Values[i] *= 1000;
        Assert.That(WeightGrid.BitsOf(layer), Is.Null);
    }

    [Test]
    public void Few_weights_and_weights_of_0_say_nothing()
    {
        Assert.That(WeightGrid.BitsOf(Rounded(Layer(1, 1, 3, 3), 4, byChannel: true)), Is.Null);
        Assert.That(WeightGrid.BitsOf(new LayerWeight("a", "Conv", new float[100], [10, 10, 1, 1], 0)), Is.Null);
    }

    private static LayerWeight Layer(int outputs, int inputs, int height, int width, int seed = 1)
    {
        var random = new Random(seed);
        return new LayerWeight("a", "Conv", [.. Enumerable.Range(0, outputs * inputs * height * width).Select(_ => (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) / 3))],
            [outputs, inputs, height, width], 0);
    }

    private static LayerWeight Rounded(LayerWeight layer, int bits, bool byChannel)
    {
        var steps = (1 << (bits - 1)) - 1;
        var most = layer.Values.Select((value, i) => (Channel: byChannel ? layer.ChannelOf(i) : 0, Size: Math.Abs(value)))
            .GroupBy(weight => weight.Channel).ToDictionary(group => group.Key, group => group.Max(weight => weight.Size));
        return layer with
        {
            Values = [.. layer.Values.Select((value, i) =>
            {
                var scale = most[byChannel ? layer.ChannelOf(i) : 0] / steps;
                return MathF.Round(value / scale) * scale;
            })],
        };
    }
}
