using EdgeKd.Models;

namespace EdgeKd.Models.Tests;

/// <summary>Networks of the zoo, as narrow as their architecture allows.</summary>
internal static class SmallModels
{
    public static ImageClassifier Create(string name)
    {
        var narrow = new ModelOptions { Classes = 5, Width = 0.25 };
        return ModelZoo.Create(name, ModelZoo.Misfit(name, narrow) is null ? narrow : narrow with { Width = 1 });
    }
}
