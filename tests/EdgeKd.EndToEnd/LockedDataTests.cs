using System.Security.Cryptography;
using EdgeKd.Cli;
using EdgeKd.Data;
using EdgeKd.EndToEnd.Teachers;
using EdgeKd.Release;

namespace EdgeKd.EndToEnd;

/// <summary>A model from a manifest whose images are split by camera and locked.</summary>
[TestFixture]
public class LockedDataTests
{
    private readonly TinyRecipe _recipe = new(
        data: "{ kind: manifest, path: images.csv, roots: photos, split: by group, lock: data.lock, imageSize: 16, augment: { horizontalFlip: true } }");

    private (int Code, string Output, string Errors) _shipped;

    private string Lock => Path.Combine(_recipe.Folder, DataLock.FileName);

    [OneTimeSetUp]
    public void Ship()
    {
        using var images = new HueImages(540, 1);
        var root = Path.Combine(_recipe.Folder, "photos");
        var paths = BitmapFile.WriteAll(images, root, _ => true).Select(path => Path.GetRelativePath(root, path)).ToArray();
        File.WriteAllText(Path.Combine(_recipe.Folder, "images.csv"), "path,label,group\n"
            + string.Concat(paths.Select((path, i) => $"{path},{Path.GetDirectoryName(path)},camera {i / 27}\n")));
        _shipped = _recipe.Run("ship");
    }

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_release_keeps_the_lock_and_its_digest()
    {
        Assert.That((_shipped.Code, _shipped.Errors), Is.EqualTo((0, "")));
        using var bundle = BundleReader.Open(Path.Combine(_recipe.Artifacts, "ship", "tiny-1.2.3.zip"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Lock)));
        Assert.That(bundle.Manifest.Lineage!.DataLockSha256, Is.EqualTo(digest));
        var kept = DataLock.Read(new MemoryStream(bundle.Read(Lineage.DataLockFileName)), "kept");
        Assert.That((kept.Count, kept.Sha256), Is.EqualTo((540, digest)));
    }

    [Test]
    public void No_camera_stands_in_two_parts()
    {
        var locked = DataLock.Read(Lock);
        var parts = Enumerable.Range(0, locked.Count).Select(i => locked[i])
            .ToLookup(image => int.Parse(Path.GetFileNameWithoutExtension(image.Path), System.Globalization.CultureInfo.InvariantCulture) / 27, image => image.Part);
        Assert.That(parts, Has.Exactly(20).Items);
        Assert.That(parts.Select(camera => camera.Distinct().Count()), Is.All.EqualTo(1));
        Assert.That(parts.Select(camera => camera.First()).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Touching_and_moving_the_images_makes_nothing_again()
    {
        var root = Path.Combine(_recipe.Folder, "photos");
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.That(_recipe.Run("ship").Output, Does.Contain("nothing changed: all"));

        var yaml = File.ReadAllText(_recipe.RecipePath);
        Directory.Move(root, Path.Combine(_recipe.Folder, "elsewhere"));
        File.WriteAllText(_recipe.RecipePath, yaml.Replace("roots: photos", "roots: elsewhere", StringComparison.Ordinal));
        try
        {
            Assert.That(_recipe.Run("ship").Output, Does.Contain("nothing changed: all"));
        }
        finally
        {
            Directory.Move(Path.Combine(_recipe.Folder, "elsewhere"), root);
            File.WriteAllText(_recipe.RecipePath, yaml);
        }
    }

    [Test]
    public void An_image_that_is_gone_stops_the_run_and_is_named()
    {
        var image = DataLock.Read(Lock)[5];
        var (file, aside) = (Path.Combine(_recipe.Folder, "photos", image.Path), Path.Combine(_recipe.Folder, "aside.bmp"));
        var manifest = Path.Combine(_recipe.Folder, "images.csv");
        var lines = File.ReadAllText(manifest);
        File.Move(file, aside);
        try
        {
            Assert.That(_recipe.Run("data").Errors, Does.Contain($"'{image.Path}' is in none of data.roots"));
            File.WriteAllText(manifest, string.Concat(lines.Split('\n').Where(line => !line.StartsWith($"{image.Path},", StringComparison.Ordinal)).Select(line => line + "\n")));
            Assert.That(_recipe.Run("data").Errors, Does.Contain($"{image.Path} removed").And.Contain("edgekd data diff"));

            using StringWriter output = new(), errors = new();
            Assert.That(Application.Run(["data", "diff", Lock, _recipe.RecipePath, "--exit-code"], output, errors, CancellationToken.None), Is.EqualTo(3));
            Assert.That(output.ToString(), Does.StartWith("0 added, 1 removed, 0 relabelled, "));
        }
        finally
        {
            File.Move(aside, file);
            File.WriteAllText(manifest, lines);
        }
    }
}
