namespace EdgeKd.EndToEnd;

/// <summary>A recipe with views: the teacher runs in one stage, and no student asks it again.</summary>
[TestFixture]
public class TeacherCacheTests
{
    private const string Arms = """
        [{ name: alone, distill: { method: ce } }, { name: kd }, { name: srd, distill: { method: srd } },
                { name: maps, distill: { method: srd, srd: { teacherFeature: layer1 } } }]
        """;

    private readonly TinyRecipe _recipe = new(
        data: "{ kind: shapes, trainCount: 240, testCount: 24, augment: { horizontalFlip: true } }",
        views: ", views: 2, cacheLimitMb: 4", arms: Arms);
    private (int Code, string Output, string Errors) _first;

    [OneTimeSetUp]
    public void Compare() => _first = _recipe.Run("compare", "--seeds", "2");

    [OneTimeTearDown]
    public void Clean() => _recipe.Dispose();

    [Test]
    public void The_teacher_runs_in_one_stage_for_all_methods_and_seeds()
    {
        Assert.That((_first.Code, _first.Errors), Is.EqualTo((0, "")));
        Assert.That(Count("cache     started"), Is.EqualTo(1));
        Assert.That(Count("teacher   started"), Is.EqualTo(1));
        Assert.That(Count("distill   started"), Is.EqualTo(8));
        var cache = _recipe.Figures("cache").Single();
        Assert.That(((int)cache["views"]!, (int)cache["images"]!), Is.EqualTo((2, 216)));
        // ce asks no teacher; the maps of 32×32 pixels are too large to keep, so that one method runs the teacher.
        Assert.That(_recipe.Figures("distill").Select(figures => (string?)figures["teacher"] ?? "none").Order(),
            Is.EqualTo(new[] { "none", "none", "recalled", "recalled", "recalled", "recalled", "run", "run" }));
        Assert.That(cache["features"]!.AsArray().Select(name => (string)name!), Is.EqualTo(new[] { "pooled" }));
        Assert.That(_first.Output, Does.Contain("no room for the teacher's feature layer1 in 4 MiB"));
    }

    [Test]
    public void A_second_run_makes_nothing()
    {
        var (code, output, _) = _recipe.Run("compare", "--seeds", "2");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Not.Contain("started"));
    }

    [TestCase(0)]
    [TestCase(0.5)]
    [TestCase(-1)]
    public void A_damaged_or_foreign_cache_is_noticed_and_made_again(double where)
    {
        var path = Directory.GetFiles(Path.Combine(_recipe.Artifacts, "tiny", "cache"), "teacher.cache", SearchOption.AllDirectories).Single();
        var good = File.ReadAllBytes(path);
        if (where < 0)
            File.WriteAllText(path, "not a cache at all");
        else
        {
            var damaged = (byte[])good.Clone();
            damaged[(int)(where * good.Length)] ^= 1;
            File.WriteAllBytes(path, damaged);
        }

        var (code, output, errors) = _recipe.Run("distill");

        Assert.That((code, errors), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain("teacher.cache").And.Contain("cache     started").And.Not.Contain("distill   started"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(good));
    }

    [Test]
    public void A_recipe_without_views_has_no_cache()
    {
        using var plain = new TinyRecipe();
        var (code, _, errors) = plain.Run("cache");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(errors, Does.Contain("distill.train.views is not set").And.Not.Contain("   at "));
    }

    private int Count(string start) => _first.Output.Split('\n').Count(line => line.StartsWith(start, StringComparison.Ordinal));
}
