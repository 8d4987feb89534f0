using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace EdgeKd.Release;

/// <summary>The bill of materials of a release, with its model card: the contents of <c>sbom.cdx.json</c>, a CycloneDX 1.6 ML-BOM.</summary>
/// <remarks>Source: bom-1.6.schema.json of CycloneDX (ECMA-424, first edition). No time of day stands in it, and its serial number follows
/// from its contents: the same release has the same bytes.</remarks>
public static class BillOfMaterials
{
    /// <summary>The name of the file in bundles.</summary>
    public const string FileName = "sbom.cdx.json";

    private const string ModelReference = "model", DataReference = "data", TestReference = "data-test";

    /// <summary>Writes the bill of a release.</summary>
    /// <param name="subject">What was released.</param>
    public static byte[] Of(BomSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var bill = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["tools"] = new JsonObject { ["components"] = Tools(subject.Evidence) },
                ["component"] = Model(subject),
            },
            ["components"] = Components(subject),
            ["dependencies"] = Dependencies(subject),
        };
        bill["serialNumber"] = SerialNumber(JsonFile.ToBytes(bill));
        return JsonFile.ToBytes(bill);
    }

    private static JsonObject Model(BomSubject subject)
    {
        var manifest = subject.Manifest;
        var files = new JsonArray();
        foreach (var model in manifest.Models)
        {
            var file = subject.ModelFiles.First(file => file.Path == model.File);
            files.Add((JsonNode)new JsonObject
            {
                ["type"] = "file",
                ["bom-ref"] = $"file:{file.Path}",
                ["name"] = file.Path,
                ["description"] = string.Create(CultureInfo.InvariantCulture, $"The model in {model.Precision}, {file.SizeBytes} bytes of ONNX"),
                ["hashes"] = Hashes(file.Sha256),
            });
        }

        return new JsonObject
        {
            ["type"] = "machine-learning-model",
            ["bom-ref"] = ModelReference,
            ["name"] = manifest.Name,
            ["version"] = manifest.Version,
            ["modelCard"] = ModelCard(subject),
            ["components"] = files,
        };
    }

    private static JsonObject ModelCard(BomSubject subject)
    {
        var (input, evidence) = (subject.Manifest.Input, subject.Evidence);
        return new JsonObject
        {
            ["modelParameters"] = new JsonObject
            {
                ["approach"] = new JsonObject { ["type"] = "supervised" },
                ["task"] = "image classification",
                ["architectureFamily"] = "convolutional neural network",
                ["modelArchitecture"] = subject.Architecture,
                ["datasets"] = new JsonArray(new JsonObject { ["ref"] = DataReference }, new JsonObject { ["ref"] = TestReference }),
                ["inputs"] = new JsonArray(new JsonObject { ["format"] = string.Create(CultureInfo.InvariantCulture, $"image, {input.Color}, {input.Width}x{input.Height} pixels, {input.Layout} {input.Dtype}") }),
                ["outputs"] = new JsonArray(new JsonObject { ["format"] = string.Create(CultureInfo.InvariantCulture, $"{subject.Manifest.Output.Kind} of {subject.Manifest.Labels.Count} classes") }),
            },
            ["quantitativeAnalysis"] = new JsonObject { ["performanceMetrics"] = PerformanceMetrics.Of(evidence, subject.Verdict) },
            ["considerations"] = new JsonObject
            {
                ["technicalLimitations"] = new JsonArray(
                    string.Create(CultureInfo.InvariantCulture, $"Measured on {evidence.Count} images of the test set, which had then been used {evidence.TestSetUses} times; latencies on {evidence.FloatModel.Latency.Cpu}, {evidence.FloatModel.Latency.Threads} threads."),
                    $"The gate decided {subject.Verdict.Outcome.ToString().ToUpperInvariant()} with the profile {evidence.Profile}; intervals of accuracies are Wilson's at 95 %."),
            },
        };
    }

    private static JsonArray Components(BomSubject subject)
    {
        var components = new JsonArray(
            Data(DataReference, subject.Data, subject.Data.Description ?? "What the model learnt from and was chosen by"),
            Data(TestReference, subject.Data with { Name = $"{subject.Data.Name}, test part", Sha256 = subject.Evidence.TestSetSha256 }, "What the model was measured on"));
        foreach (var (i, teacher) in subject.Teachers.Index())
        {
            var component = new JsonObject
            {
                ["type"] = "machine-learning-model",
                ["bom-ref"] = TeacherReference(i),
                ["name"] = teacher.Name,
                ["description"] = teacher.Description ?? "The teacher that the model was distilled from",
                ["licenses"] = LicenseEntry.Of(teacher.License),
            };
            if (teacher.Sha256 is { } digest)
                component["hashes"] = Hashes(digest);
            components.Add((JsonNode)component);
        }

        return components;
    }

    private static JsonObject Data(string reference, BomSource data, string description)
    {
        var component = new JsonObject
        {
            ["type"] = "data",
            ["bom-ref"] = reference,
            ["name"] = data.Name,
            ["description"] = description,
            ["licenses"] = LicenseEntry.Of(data.License),
            ["data"] = new JsonArray(new JsonObject { ["type"] = "dataset", ["name"] = data.Name }),
        };
        if (data.Sha256 is { } digest)
            component["hashes"] = Hashes(digest);
        return component;
    }

    private static JsonArray Dependencies(BomSubject subject)
    {
        string[] teachers = [.. subject.Teachers.Select((_, i) => TeacherReference(i))], needed = [DataReference, TestReference, .. teachers];
        return new JsonArray([new JsonObject { ["ref"] = ModelReference, ["dependsOn"] = new JsonArray([.. needed.Select(reference => (JsonNode)reference)]) }]);
    }

    private static JsonArray Tools(ValidationEvidence evidence) => new([.. evidence.Versions.OrderBy(tool => tool.Key, StringComparer.Ordinal)
        .Select(tool => (JsonNode)new JsonObject { ["type"] = "application", ["name"] = tool.Key, ["version"] = tool.Value })]);

    private static JsonArray Hashes(string sha256) => new(new JsonObject { ["alg"] = "SHA-256", ["content"] = sha256 });

    private static string TeacherReference(int i) => string.Create(CultureInfo.InvariantCulture, $"teacher-{i + 1}");

    /// <summary>A UUID of version 8 (RFC 9562, 5.8): the first 16 bytes of the contents' SHA-256 with the bits of version and variant.</summary>
    private static string SerialNumber(byte[] contents)
    {
        var bytes = SHA256.HashData(contents)[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true)}";
    }
}
