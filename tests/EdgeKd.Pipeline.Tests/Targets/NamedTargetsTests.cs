using EdgeKd.Edge.Targets;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Targets;

namespace EdgeKd.Pipeline.Tests.Targets;

[TestFixture]
public class NamedTargetsTests
{
    private static readonly Recipe Recipe = RecipeFile.Parse(
        """
        name: tiny
        version: 1.0.0
        teacher: { model: resnet8 }
        student: { model: mobilenetv2 }
        validate: { targets: [{ name: local }, { name: pi, kind: ssh, host: pi@10.0.0.7, identity: ~/.ssh/id, runner: bin/runner }, { name: web, kind: web, chromium: /opt/chromium }] }
        """, "/recipes/recipe.yaml");

    [TestCase("pi", TargetKinds.Ssh)]
    [TestCase("web", TargetKinds.Web)]
    [TestCase("qemu-arm64", TargetKinds.QemuArm64)]
    [TestCase("local", TargetKinds.Local)]
    public void A_name_is_the_recipes_and_else_a_kind(string name, string kind)
    {
        var found = NamedTargets.Find(name, Recipe);

        Assert.That(found.Kind, Is.EqualTo(kind));
        using var target = RecipeTarget.Open(found);
        Assert.That((target.Name, target.Kind), Is.EqualTo((name, kind)));
    }

    [Test]
    public void The_recipes_own_goes_first_and_its_paths_start_at_the_recipe()
    {
        Assert.That(NamedTargets.Find("web", Recipe).Chromium, Is.EqualTo("/opt/chromium"));
        Assert.That(NamedTargets.Find("pi", Recipe).Runner, Is.EqualTo("/recipes/bin/runner"));
        Assert.That(NamedTargets.Find("pi", Recipe).Identity, Is.EqualTo(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh/id")));
    }

    [TestCase("wbe", "there is no target 'wbe'; did you mean 'web'?")]
    [TestCase("ssh", "there is no target 'ssh'; known are local, pi, web, local-cuda, qemu-arm64")]
    public void Another_name_is_refused(string name, string line) =>
        Assert.That(() => NamedTargets.Find(name, Recipe), Throws.ArgumentException.With.Message.EqualTo(line));
}
