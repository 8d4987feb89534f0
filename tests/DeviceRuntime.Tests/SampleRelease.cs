using System.Security.Cryptography;
using System.Text.Json;
using EdgeKd.Data;
using EdgeKd.Data.Packing;
using EdgeKd.Edge;
using EdgeKd.Release;

namespace EdgeKd.DeviceRuntime.Tests;

/// <summary>A signed bundle of two small models with golden images, its key, and a packed data file.</summary>
internal sealed class SampleRelease : IDisposable
{
    public const int Size = 12, Stored = 16, Classes = 6, GoldenImages = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly PrivateKeySigner _signer;

    /// <param name="images">Images of the data file.</param>
    public SampleRelease(int images = 40)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _signer = PrivateKeySigner.Parse(key.ExportPkcs8PrivateKeyPem(), "test");
        Key = _folder.Write("release.pub.pem", System.Text.Encoding.ASCII.GetBytes(_signer.PublicKey.Pem));
        Model = _folder.Write("model.fp32.onnx", SmallModel.Convolutional(Size, Classes, seed: 1));
        OtherModel = _folder.Write("model.int8.onnx", SmallModel.Convolutional(Size, Classes, seed: 2));
        Data = Pack("test.ekdimg", images, seed: 3);
        Golden = Pack("golden.images", GoldenImages, seed: 4);
        Bundle = Write("1.0.0", "release.zip");
    }

    /// <summary>The public key's file.</summary>
    public string Key { get; }

    /// <summary>The fp32 model's file.</summary>
    public string Model { get; }

    /// <summary>The model that the bundle calls int8, with other weights.</summary>
    public string OtherModel { get; }

    /// <summary>The packed data file.</summary>
    public string Data { get; }

    public string Golden { get; }

    public string Bundle { get; }

    public string Folder => _folder.Path;

    /// <summary>A file in the release's own folder.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Packs a bundle.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="name">Its file.</param>
    /// <param name="signer">Whoever signs; null for this release's own key.</param>
    /// <param name="isSigned">Whether it is signed at all.</param>
    /// <param name="golden">golden.json; null for the right one, empty for none.</param>
    /// <param name="change">Changes the manifest.</param>
    public string Write(string version, string name, ISigner? signer = null, bool isSigned = true, byte[]? golden = null, Func<BundleManifest, BundleManifest>? change = null)
    {
        var files = new Dictionary<string, string> { ["model.fp32.onnx"] = Model, ["model.int8.onnx"] = OtherModel };
        golden ??= GoldenJson();
        if (golden.Length > 0)
        {
            files["golden.images"] = Golden;
            files["golden.json"] = _folder.Write($"{Guid.NewGuid():N}.json", golden);
        }

        var manifest = Manifest(version);
        BundleWriter.Write(_folder[name], change?.Invoke(manifest) ?? manifest, files, isSigned ? signer ?? _signer : null);
        return _folder[name];
    }

    public static BundleManifest Manifest(string version) => new()
    {
        Name = "small",
        Version = version,
        Profile = Profiles.Quick,
        Input = new()
        {
            Name = "input", Layout = "NCHW", Color = "RGB", Height = Size, Width = Size, Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225], Range = [0, 1],
            Resize = $"shorter side to {Size}, then centre crop to {Size}x{Size}",
        },
        Output = new() { Name = "logits" },
        Labels = SmallModel.Labels(Classes),
        Models = [new("fp32", "model.fp32.onnx"), new("int8", "model.int8.onnx")],
        Targets = [new(BundleTarget.Local, "model.int8.onnx", "the smaller"), new("pi", "model.fp32.onnx", "it is faster there")],
    };

    /// <summary>What the models have to answer to the golden images.</summary>
    /// <param name="off">What is added to one logit, to make it wrong.</param>
    public byte[] GoldenJson(float off = 0)
    {
        using var images = PackedImages.Open(Golden);
        var precisions = new Dictionary<string, object>();
        foreach (var (precision, path) in new[] { ("fp32", Model), ("int8", OtherModel) })
        {
            using var model = OnnxClassifier.Open(path);
            var logits = AccuracyRunner.Run(model, images, SmallModel.Normalization, keepLogits: true).Logits!;
            if (precision == "int8")
                logits[3 * Classes + 2] += off;
            precisions[precision] = new { logits = logits.Chunk(Classes).ToArray(), tolerance = 1e-4 };
        }

        return JsonSerializer.SerializeToUtf8Bytes(new { schema = 1, count = GoldenImages, data = "golden.images", precisions });
    }

    public void Dispose()
    {
        _signer.Dispose();
        _folder.Dispose();
    }

    private string Pack(string name, int count, int seed)
    {
        var random = new Random(seed);
        using var writer = new PackedImagesWriter(_folder[name], Stored);
        var pixels = new byte[Stored * Stored * 3];
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(pixels);
            writer.Append(pixels, i % Classes, $"{i:D4}");
        }

        writer.Complete(SmallModel.Labels(Classes));
        return _folder[name];
    }
}
