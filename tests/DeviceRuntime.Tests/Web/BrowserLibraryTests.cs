using EdgeKd.Data;
using EdgeKd.Edge;
using EdgeKd.Release;

namespace EdgeKd.DeviceRuntime.Tests.Web;

/// <summary>The browser's library opens what the native one opens, prepares pictures as EdgeKd.Data does, and refuses what was changed.</summary>
[TestFixture]
public class BrowserLibraryTests
{
    private const string Ort = "const ort = await lib('ort/ort.wasm.min.mjs'); ort.env.wasm.wasmPaths = new URL('ort/', location.href).href; ort.env.wasm.numThreads = 1;";

    private static readonly string[] Pictures = ["rgb.jpg", "prog.jpg", "grey.png", "rgb.bmp", "lossless.webp", "exif6.jpg"];

    private SampleRelease _release = null!;
    private LibraryPage _page = null!;
    private string _key = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _release = new SampleRelease();
        _key = File.ReadAllText(_release.Key);
        var files = Pictures.ToDictionary(name => name, Fixture);
        files["release.zip"] = _release.Bundle;
        files["unsigned.zip"] = _release.Write("1.0.0", "unsigned.zip", isSigned: false);
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using var signer = PrivateKeySigner.Parse(stranger.ExportPkcs8PrivateKeyPem(), "stranger");
        files["strangers.zip"] = _release.Write("1.0.0", "strangers.zip", signer: signer);
        _page = new LibraryPage(files);
    }

    [OneTimeTearDown]
    public void Close()
    {
        _page.Dispose();
        _release.Dispose();
    }

    private static string Fixture(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name);

    // What Debian's OpenCV and Chromium decode alike: no JPEG, whose decoders round differently.
    [TestCase("grey.png", 1e-5)]
    [TestCase("rgb.bmp", 1e-5)]
    [TestCase("lossless.webp", 1e-5)]
    [TestCase("rgb.jpg", 0.02)]
    [TestCase("exif6.jpg", 0.02)]
    public async Task A_signed_bundle_classifies_a_picture_as_this_machine_does(string picture, double tolerance)
    {
        using var model = OnnxClassifier.Open(_release.OtherModel);
        var image = ImageDecoder.ResizeAndCrop(ImageDecoder.Decode(File.ReadAllBytes(Fixture(picture)), picture), model.ShorterSide, model.Height, model.Interpolation);
        var input = new float[3 * image.Height * image.Width];
        Preprocessing.ToModelInput(image.Pixels, image.Height, image.Width, SmallModel.Normalization, input);
        var expected = model.Run(input, 1);
        double sum = expected.Sum(logit => Math.Exp(logit - expected.Max()));

        var scores = await _page.Run<double[]>($$"""
            {{Ort}}
            const { openBundle } = await lib('edgekd.js');
            const model = await openBundle(ort, await file('release.zip'), { key: given.key });
            const answers = await model.classify(new Blob([await file(given.picture)]));
            await model.close();
            return [model.verified === 'signature' && model.precision === 'int8' ? 1 : 0, answers.length, ...answers.flatMap(a => [a.index, a.score, Number(a.label.split('-')[1])])];
            """, new { key = _key, picture });

        Assert.That(scores[..2], Is.EqualTo(new double[] { 1, 5 }), "verified by the signature, the model that the bundle recommends here, five classes");
        for (var i = 2; i < scores.Length; i += 3)
        {
            var k = (int)scores[i];
            Assert.That(scores[i + 2], Is.EqualTo(k), "the label is that of the class");
            Assert.That(scores[i + 1], Is.EqualTo(Math.Exp(expected[k] - expected.Max()) / sum).Within(tolerance));
        }
    }

    [TestCase("release.zip", "signature")]
    [TestCase("unsigned.zip", "Error: the bundle is not signed")]
    [TestCase("strangers.zip", "Error: the signature is not one of this key on what it says; take the bundle from its source again")]
    public async Task With_a_key_only_its_own_signature_passes(string bundle, string outcome) =>
        Assert.That(await Verified(bundle, _key), Does.EndWith(outcome));

    [TestCase("release.zip")]
    [TestCase("unsigned.zip")]
    [TestCase("strangers.zip")]
    public async Task Without_a_key_the_digests_alone_are_checked_and_said_to_be(string bundle) =>
        Assert.That(await Verified(bundle, null), Is.EqualTo("digests"));

    [Test]
    public async Task No_byte_of_a_bundle_can_be_changed_or_left_out()
    {
        // Every byte of the headers around each entry, and a tenth of the contents.
        var accepted = await _page.Run<int[]>("""
            const { readBundle } = await lib('bundle.js');
            const whole = await file('release.zip');
            const accepted = [];
            const tries = async (bytes, at) => {
                try { await readBundle(bytes, given.key); accepted.push(at); } catch (error) { if (error.message.includes('\n')) accepted.push(-at); }
            };
            for (let at = 0; at < whole.length; at += at > whole.length - 1200 ? 1 : 41) {
                const changed = whole.slice();
                changed[at] ^= 1 << (at % 8);
                await tries(changed, at);
            }
            for (const length of [0, 1, 21, 22, 100, whole.length - 1]) await tries(whole.slice(0, length), length);
            const longer = new Uint8Array(whole.length + 1);
            longer.set(whole);
            await tries(longer, longer.length);
            return accepted;
            """, new { key = _key });

        Assert.That(accepted, Is.Empty);
    }

    [TestCase(40, 30, 12, 12, Interpolation.Bilinear)]
    [TestCase(30, 40, 12, 12, Interpolation.Bicubic)]
    [TestCase(13, 97, 16, 12, Interpolation.Bilinear)]
    [TestCase(97, 13, 17, 12, Interpolation.Bicubic)]
    [TestCase(7, 9, 24, 24, Interpolation.Bilinear)]
    [TestCase(5, 5, 31, 20, Interpolation.Bicubic)]
    [TestCase(12, 20, 12, 12, Interpolation.Bilinear)]
    public async Task Pictures_are_resized_to_the_same_bytes(int height, int width, int shorterSide, int crop, Interpolation interpolation)
    {
        var pixels = new byte[height * width * 3];
        new Random(height * width).NextBytes(pixels);
        var expected = ImageDecoder.ResizeAndCrop(new DecodedImage(height, width, pixels), shorterSide, crop, interpolation).Pixels;

        var resized = await _page.Run<string>("""
            const { resample, centreOf } = await lib('resample.js');
            const { fromBase64, toBase64 } = await lib('bytes.js');
            const window = centreOf(given.height, given.width, given.shorterSide, given.crop, given.crop);
            return toBase64(resample(fromBase64(given.pixels), given, window, given.filter));
            """, new { height, width, shorterSide, crop, filter = interpolation == Interpolation.Bicubic ? "bicubic" : "bilinear", pixels = Convert.ToBase64String(pixels) });

        Assert.That(Convert.FromBase64String(resized), Is.EqualTo(expected));
    }

    [Test]
    public async Task Every_byte_becomes_the_same_float()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).SelectMany(p => new[] { (byte)p, (byte)p, (byte)p })];
        float[] expected = new float[pixels.Length], mean = [0.4914f, 0.4822f, 0.4465f], deviation = [0.2470f, 0.2435f, 0.2616f];
        Preprocessing.ToModelInput(pixels, 16, 16, new Normalization(mean, deviation), expected);

        var input = await _page.Run<double[]>("""
            const { toModelInput, normalizationTables } = await lib('preprocessing.js');
            const { fromBase64 } = await lib('bytes.js');
            return Array.from(toModelInput(fromBase64(given), normalizationTables({ mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616] })));
            """, Convert.ToBase64String(pixels));

        Assert.That(input.Select(value => (float)value), Is.EqualTo(expected));
    }

    private Task<string> Verified(string bundle, string? key) => _page.Run<string>("""
        const { readBundle } = await lib('bundle.js');
        try { return (await readBundle(await file(given.bundle), given.key ?? undefined)).verified; } catch (error) { return String(error); }
        """, new { bundle, key });
}
